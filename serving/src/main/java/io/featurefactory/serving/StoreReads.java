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
 * store does not have, or does not say in half of the time, the next one of the view is asked for.
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

  /**
   * What is asked at once.
   *
   * @param last true if the views have no store after it, and wait for this one to the end
   */
  private record Asked(String store, boolean last) {}

  /** What is asked of one store. */
  private final class Read {
    private final String store;
    private final List<Wanted> wanted;
    private final long started = System.nanoTime();
    private final long until;
    private final CompletableFuture<List<RowAnswer>> answer;

    /** Starts to read; until half of the time is over, if there is another store to ask. */
    Read(Asked asked, List<Wanted> wanted, long end) {
      this.store = asked.store();
      this.wanted = wanted;
      this.until = asked.last() ? end : started + (end - started) / 2;
      List<RowRequest> requests = new ArrayList<>();
      for (Wanted view : wanted) {
        view.newestRun = newestRuns.getOrDefault(view.runKey(), 0L);
        requests.add(new RowRequest(view.keys.view().view(), view.keys.keys()));
      }
      this.answer = start(store, requests);
    }

    /** Gives the views what was read, if that is there; else says that it is too late. */
    void settle() {
      try {
        List<RowAnswer> answers = answer.get(0, TimeUnit.NANOSECONDS);
        for (int i = 0; i < wanted.size(); i++) {
          wanted.get(i).take(store, answers.get(i));
        }
      } catch (ExecutionException e) {
        FactoryException why = failure(store, e.getCause());
        wanted.forEach(view -> view.fail(why));
      } catch (TimeoutException e) {
        Duration waited = Duration.ofNanos(System.nanoTime() - started);
        wanted.forEach(view -> view.fail(ServingErrors.late(store, waited)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        wanted.forEach(view -> view.fail(ServingErrors.failed(store, e)));
      }
    }
  }

  private CompletableFuture<List<RowAnswer>> start(String store, List<RowRequest> requests) {
    try {
      return CompletableFuture.supplyAsync(() -> read(store, requests), threads(store));
    } catch (RejectedExecutionException e) {
      breaker(store).failed(System.nanoTime());
      return CompletableFuture.failedFuture(ServingErrors.busy(store, READS_AT_ONCE));
    }
  }

  /** What comes of it counts for the store, whether somebody still waits for it or not. */
  private List<RowAnswer> read(String store, List<RowRequest> requests) {
    try {
      List<RowAnswer> answers = stores.apply(store).read(requests);
      breaker(store).succeeded();
      return answers;
    } catch (RuntimeException e) {
      breaker(store).failed(System.nanoTime());
      throw e;
    }
  }

  private static FactoryException failure(String store, @Nullable Throwable cause) {
    return cause instanceof FactoryException known
        ? known
        : ServingErrors.failed(store, cause == null ? new IllegalStateException() : cause);
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

    Asked asked() {
      return new Asked(store(), isLast());
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
    List<Read> pending = new ArrayList<>(start(all, end));
    while (!pending.isEmpty()) {
      await(pending);
      long now = System.nanoTime();
      boolean stopped = Thread.currentThread().isInterrupted();
      for (Read read : List.copyOf(pending)) {
        if (read.answer.isDone() || now - read.until >= 0 || stopped) {
          read.settle();
          pending.remove(read);
          pending.addAll(start(read.wanted, end));
        }
      }
    }
    return all.stream().map(Wanted::answer).toList();
  }

  /** Asks for the views that have no answer and a store that is worth asking. */
  private List<Read> start(List<Wanted> views, long end) {
    Map<Asked, List<Wanted>> groups = new LinkedHashMap<>();
    for (Wanted view : views) {
      if (view.isOpen()) {
        view.passBroken(System.nanoTime());
        groups.computeIfAbsent(view.asked(), asked -> new ArrayList<>()).add(view);
      }
    }
    List<Read> reads = new ArrayList<>();
    groups.forEach((asked, wanted) -> reads.add(new Read(asked, wanted, end)));
    return reads;
  }

  /** Waits until one of them has ended, or its time is over. */
  private static void await(List<Read> reads) {
    long now = System.nanoTime();
    long left = Long.MAX_VALUE;
    CompletableFuture<?>[] answers = new CompletableFuture<?>[reads.size()];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = reads.get(i).answer;
      left = Math.min(left, reads.get(i).until - now);
    }
    try {
      Object ignored = CompletableFuture.anyOf(answers).get(left, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return; // who settles it finds the same
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
