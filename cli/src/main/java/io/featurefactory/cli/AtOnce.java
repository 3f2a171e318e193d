package io.featurefactory.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does the same with several things at once. */
final class AtOnce {
  private AtOnce() {}

  /**
   * What came of the items, in their order; all of them have ended.
   *
   * @param work is called by several threads, once for each item, in the order of the items
   * @throws RuntimeException the failure of the first item that failed
   */
  static <T, R> List<R> forEach(int most, List<T> items, Function<T, R> work) {
    if (most == 1 || items.size() < 2) {
      return items.stream().map(work).toList();
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(most, items.size()));
    try {
      List<Future<R>> futures =
          items.stream().map(item -> threads.submit(() -> work.apply(item))).toList();
      List<R> results = new ArrayList<>();
      RuntimeException failure = null;
      for (Future<R> future : futures) {
        try {
          results.add(future.get());
        } catch (ExecutionException e) {
          failure =
              failure == null ? unchecked(Objects.requireNonNullElse(e.getCause(), e)) : failure;
        }
      }
      if (failure != null) {
        throw failure;
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliErrors.interrupted(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static RuntimeException unchecked(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }
}
