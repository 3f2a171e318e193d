package io.featurefactory.testkit.online;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.ViewId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that leaves everything to another; tests change what they want to. */
public abstract class ForwardingStore implements OnlineStore {
  private final OnlineStore store;

  protected ForwardingStore(OnlineStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public List<RowAnswer> read(List<RowRequest> requests) {
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
