package io.featurefactory.serving;

import io.featurefactory.model.NonBlockingReads;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The same of stores that hold no thread of a lookup. */
class NonBlockingStoreReadsTest extends StoreReadsTest {
  @Override
  WatchedStore watched(OnlineStore store) {
    return new NonBlockingStore(store);
  }

  /** Answers by threads of its own. */
  private static final class NonBlockingStore extends WatchedStore implements NonBlockingReads {
    private final ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            });

    NonBlockingStore(OnlineStore store) {
      super(store);
    }

    @Override
    public CompletableFuture<List<RowAnswer>> readAsync(List<RowRequest> requests) {
      return CompletableFuture.supplyAsync(() -> read(requests), threads);
    }
  }
}
