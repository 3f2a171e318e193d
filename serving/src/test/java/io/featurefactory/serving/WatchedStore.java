package io.featurefactory.serving;

import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.testkit.online.ForwardingStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that remembers what was read, and does something before it answers. */
class WatchedStore extends ForwardingStore {
  private final List<List<RowRequest>> reads = new CopyOnWriteArrayList<>();
  private volatile Runnable before = () -> {};

  WatchedStore(OnlineStore store) {
    super(store);
  }

  List<List<RowRequest>> reads() {
    return reads;
  }

  void before(Runnable action) {
    before = action;
  }

  @Override
  public List<RowAnswer> read(List<RowRequest> requests) {
    reads.add(requests);
    before.run();
    return super.read(requests);
  }
}
