package io.featurefactory.serving;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.ViewId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A store that writes down what it is asked, and does something before it answers. */
final class WatchedStore implements OnlineStore {
  private final OnlineStore store;
  private final List<List<RowRequest>> reads = new CopyOnWriteArrayList<>();
  private volatile Runnable before = () -> {};

  WatchedStore(OnlineStore store) {
    this.store = store;
  }

  List<List<RowRequest>> reads() {
    return reads;
  }

  void before(Runnable action) {
    before = action;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public List<RowAnswer> read(List<RowRequest> requests) {
    reads.add(requests);
    before.run();
    return store.read(requests);
  }

  @Override
  public @Nullable OnlineProgress findProgress(ViewId view) {
    return store.findProgress(view);
  }

  @Override
  public List<ViewId> views() {
    return store.views();
  }

  @Override
  public RowScan scan(ViewId view) {
    return store.scan(view);
  }

  @Override
  public OnlineWriter openWriter() {
    return store.openWriter();
  }

  @Override
  public void close() {
    store.close();
  }
}
