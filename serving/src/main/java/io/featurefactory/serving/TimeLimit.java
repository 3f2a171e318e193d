package io.featurefactory.serving;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends what nobody completes in time. */
final class TimeLimit {
  private TimeLimit() {}

  /**
   * Fails a future with a {@link TimeoutException} when its time is over. An executor that can
   * schedule, such as the event loop that the lookup runs on, keeps the time itself: the virtual
   * machine's timer would be another thread to wake up for each lookup.
   */
  static <T> CompletableFuture<T> limit(
      CompletableFuture<T> future, long nanos, Executor executor) {
    if (!(executor instanceof ScheduledExecutorService clock)) {
      return future.orTimeout(nanos, TimeUnit.NANOSECONDS);
    }
    if (!future.isDone()) {
      Future<?> end =
          clock.schedule(
              () -> future.completeExceptionally(new TimeoutException()),
              nanos,
              TimeUnit.NANOSECONDS);
      CompletableFuture<T> unused = future.whenComplete((result, failure) -> end.cancel(false));
    }
    return future;
  }
}
