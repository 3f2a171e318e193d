package io.featurefactory.model;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What an {@link OnlineStore} can that needs no thread to wait for an answer.
 *
 * <p>For implementers: the future is completed by a thread of the store's own, which callers leave
 * soon.
 */
public interface NonBlockingReads {

  /**
   * As {@link OnlineStore#read}, without waiting. To connect may take its time: so {@link
   * OnlineStore#read} is called first, once.
   *
   * @return fails with what {@link OnlineStore#read} would have thrown
   */
  CompletableFuture<List<RowAnswer>> readAsync(List<RowRequest> requests);
}
