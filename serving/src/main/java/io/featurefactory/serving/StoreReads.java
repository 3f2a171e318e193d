package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads views from their stores, one call for each store, all at once, until a deadline. What a
 * store does not have, or does not say in time, the next one of the view is asked for.
 *
 * <p>A store that fails again and again is passed, but for an attempt each second, by views that
 * have another. Each store has threads of its own, so that one that hangs holds up no other; when
 * all of them hang, the store is not asked.
 */
final class StoreReads implements AutoCloseable {
  private static final int READS_AT_ONCE = 32;

  private final Function<String, OnlineStore> stores;
  private final Clock clock;
  private final Map<String, ThreadPoolExecutor> threads = new ConcurrentHashMap<>();
  private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();
  private final Map<String, Long> newestRuns = new ConcurrentHashMap<>();

  StoreReads(Function<String, OnlineStore> stores, Clock clock) {
    this.stores = stores;
    this.clock = clock;
  }

  /** What is asked of one store, and the runs that were answered before of those views. */
  private final class Read {
    private final String store;
    private final List<Wanted> wanted = new ArrayList<>();
    private final long started = System.nanoTime();
    private @Nullable CompletableFuture<List<RowAnswer>> answer;

    Read(String store) {
      this.store = store;
    }

    void start() {
      List<RowRequest> requests = new ArrayList<>();
      for (Wanted view : wanted) {
        view.newestRun = newestRuns.getOrDefault(view.runKey(), 0L);
        requests.add(new RowRequest(view.keys.view().view(), view.keys.keys()));
      }
      try {
        answer = CompletableFuture.supplyAsync(() -> read(requests), threads(store));
      } catch (RejectedExecutionException e) {
        breaker(store).failed(System.nanoTime());
        answer = CompletableFuture.failedFuture(ServingErrors.busy(store, READS_AT_ONCE));
      }
    }

    /** Half of the time that is left, if there is another store to ask. */
    void await(long end) {
      boolean last = wanted.stream().allMatch(Wanted::isLast);
      long now = System.nanoTime();
      long until = last ? end : now + (end - now) / 2;
      try {
        List<RowAnswer> answers = requireStarted().get(until - now, TimeUnit.NANOSECONDS);
        for (int i = 0; i < wanted.size(); i++) {
          wanted.get(i).take(store, answers.get(i));
        }
      } catch (ExecutionException e) {
        fail(failure(e.getCause()));
      } catch (TimeoutException e) {
        fail(ServingErrors.late(store, Duration.ofNanos(System.nanoTime() - started)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        wanted.forEach(view -> view.fail(ServingErrors.failed(store, e)));
      }
    }

    /** What comes of it counts for the store, whether somebody still waits for it or not. */
    private List<RowAnswer> read(List<RowRequest> requests) {
      try {
        List<RowAnswer> answers = stores.apply(store).read(requests);
        breaker(store).succeeded();
        return answers;
      } catch (RuntimeException e) {
        breaker(store).failed(System.nanoTime());
        throw e;
      }
    }

    private void fail(FactoryException why) {
      wanted.forEach(view -> view.fail(why));
    }

    private CompletableFuture<List<RowAnswer>> requireStarted() {
      if (answer == null) {
        throw new IllegalStateException("a read that was not started");
      }
      return answer;
    }

    private FactoryException failure(@Nullable Throwable cause) {
      return cause instanceof FactoryException known
          ? known
          : ServingErrors.failed(store, cause == null ? new IllegalStateException() : cause);
    }
  }

  /** A view that is wanted, and how far that has come. */
  private final class Wanted {
    private final ViewKeys keys;
    private int attempt;
    private long newestRun;
    private @Nullable ViewRows answer;
    private @Nullable FactoryException failure;

    Wanted(ViewKeys keys) {
      this.keys = keys;
    }

    String runKey() {
      return keys.view().view() + " " + keys.view().origin();
    }

    String store() {
      return keys.view().stores().get(attempt);
    }

    /** Goes past stores that fail all the time, as long as there is another. */
    void passBroken(long now) {
      while (!isLast() && !breaker(store()).allows(now)) {
        attempt++;
      }
    }

    boolean isLast() {
      return attempt + 1 >= keys.view().stores().size();
    }

    boolean isOpen() {
      return answer == null && attempt < keys.view().stores().size();
    }

    void take(String store, RowAnswer rows) {
      OnlineProgress progress = rows.progress();
      if (progress == null || !progress.current().origin().startsWith(keys.view().origin())) {
        attempt++;
        return;
      }
      answer = ViewRows.of(keys, store, rows, clock.instant(), progress.run() < newestRun);
      newestRuns.merge(runKey(), progress.run(), Math::max);
    }

    void fail(FactoryException why) {
      failure = why;
      attempt++;
    }

    ViewRows answer() {
      if (answer != null) {
        return answer;
      }
      return ViewRows.failed(
          keys,
          failure == null
              ? ServingErrors.notServed(keys.view().view(), keys.view().stores())
              : failure);
    }
  }

  /**
   * Reads keys of views.
   *
   * @param end by {@link System#nanoTime}
   * @return one answer for each, in the same order
   */
  List<ViewRows> read(List<ViewKeys> views, long end) {
    List<Wanted> all = views.stream().map(Wanted::new).toList();
    List<Wanted> open = all;
    while (!open.isEmpty()) {
      Map<String, Read> reads = new LinkedHashMap<>();
      open.forEach(view -> view.passBroken(System.nanoTime()));
      open.forEach(view -> reads.computeIfAbsent(view.store(), Read::new).wanted.add(view));
      reads.values().forEach(Read::start);
      reads.values().forEach(read -> read.await(end));
      open = open.stream().filter(Wanted::isOpen).toList();
    }
    return all.stream().map(Wanted::answer).toList();
  }

  private Breaker breaker(String store) {
    return breakers.computeIfAbsent(store, name -> new Breaker());
  }

  private ThreadPoolExecutor threads(String store) {
    return threads.computeIfAbsent(
        store,
        name -> {
          AtomicInteger count = new AtomicInteger();
          return new ThreadPoolExecutor(
              0,
              READS_AT_ONCE,
              1,
              TimeUnit.MINUTES,
              new SynchronousQueue<>(),
              task -> {
                Thread thread = new Thread(task, "read-" + name + "-" + count.incrementAndGet());
                thread.setDaemon(true);
                return thread;
              });
        });
  }

  /** Does not wait for reads that go on; the stores are the caller's to close. */
  @Override
  public void close() {
    threads.values().forEach(ThreadPoolExecutor::shutdown);
  }
}
