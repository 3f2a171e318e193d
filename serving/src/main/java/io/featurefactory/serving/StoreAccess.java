package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.NonBlockingReads;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to one store: without a thread for each read where the store can do that and has been
 * opened, else by threads of its own, so that a store that hangs holds up no other. When very many
 * lookups wait for it, it is not asked by more. For any number of threads.
 */
final class StoreAccess implements AutoCloseable {
  static final int MOST_WAITING = 1_000;

  private static final int THREADS = 32;

  private final String name;
  private final Function<String, OnlineStore> stores;
  private final Breaker breaker = new Breaker();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ThreadPoolExecutor threads;

  /** Null until it has been opened, and for stores that can only be waited for. */
  private volatile @Nullable NonBlockingReads nonBlocking;

  /**
   * A way to a store.
   *
   * @param stores by name; a failure to open one is a failure of its reads
   */
  StoreAccess(String name, Function<String, OnlineStore> stores) {
    this.name = name;
    this.stores = stores;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "read-" + name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** False while it fails again and again, but for an attempt each second. */
  boolean allows(long now) {
    return breaker.allows(now);
  }

  /**
   * Reads; what comes of it counts for the store, whether somebody still waits for it or not.
   *
   * @param until by {@link System#nanoTime}; nobody waits any longer
   */
  CompletableFuture<List<RowAnswer>> read(List<RowRequest> requests, long until) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      breaker.failed(System.nanoTime());
      return CompletableFuture.failedFuture(ServingErrors.busy(name, MOST_WAITING));
    }
    return start(requests, until)
        .handle(
            (answers, failure) -> {
              waiting.decrementAndGet();
              if (failure != null) {
                throw failure(failure);
              }
              return answers;
            });
  }

  private CompletableFuture<List<RowAnswer>> start(List<RowRequest> requests, long until) {
    NonBlockingReads store = nonBlocking;
    if (store == null) {
      return readByThread(requests, until);
    }
    try {
      return store.readAsync(requests).whenComplete((answers, failure) -> count(failure));
    } catch (RuntimeException e) {
      count(e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<List<RowAnswer>> readByThread(List<RowRequest> requests, long until) {
    long asked = System.nanoTime();
    return CompletableFuture.supplyAsync(() -> readNow(requests, asked, until), threads);
  }

  private List<RowAnswer> readNow(List<RowRequest> requests, long asked, long until) {
    long now = System.nanoTime();
    if (now - until >= 0) {
      throw ServingErrors.late(name, Duration.ofNanos(now - asked));
    }
    try {
      OnlineStore store = stores.apply(name);
      List<RowAnswer> answers = store.read(requests);
      if (store instanceof NonBlockingReads opened) {
        nonBlocking = opened;
      }
      breaker.succeeded();
      return answers;
    } catch (RuntimeException e) {
      breaker.failed(System.nanoTime());
      throw e;
    }
  }

  private void count(@Nullable Throwable failure) {
    if (failure == null) {
      breaker.succeeded();
    } else {
      breaker.failed(System.nanoTime());
    }
  }

  private FactoryException failure(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof FactoryException known ? known : ServingErrors.failed(name, cause);
  }

  /** Does not wait for reads that go on. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
