package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.online.FormulaHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Faults, one after the other at random, while two publish and two look keys up: every answer is
 * what the run that it states had and comes in time, and in the end the store is whole.
 *
 * <p>{@code -Dff.faults=200} for the proof, {@code -Dff.seed=N} for the faults of an earlier run.
 */
final class FaultRun {
  static final Duration TIMEOUT = Duration.ofMillis(500);

  private static final int KEYS = 2_000;

  /** A lookup that fails waits for one answer, and gives it up; a machine that is busy adds. */
  private static final Duration IN_TIME = TIMEOUT.multipliedBy(2).plusSeconds(2);

  private final long seed = Long.getLong("ff.seed", System.nanoTime() & 0xffff_ffffL);
  private final Random random = new Random(seed);
  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicLong run = new AtomicLong();
  private final AtomicLong clockShift = new AtomicLong();
  private final InstantSource now = () -> Instant.now().minusSeconds(clockShift.get());
  private final Clock clock = now.withZone(ZoneOffset.UTC);
  private final List<String> happened = new ArrayList<>();

  /** To choose what a fault happens to. */
  Random random() {
    return random;
  }

  /**
   * All of it.
   *
   * @param kinds what may happen; the clock of the publishers goes back, too
   * @param few how many faults without {@code -Dff.faults}
   */
  void run(Supplier<RedisOnlineStore> stores, List<Fault> kinds, int few) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (RedisOnlineStore reading = stores.get();
        RedisOnlineStore first = stores.get();
        RedisOnlineStore second = stores.get()) {
      List<Future<Long>> work = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        work.add(threads.submit(lookups(new HistoryCheck(reading, KEYS, seed + i))));
      }
      work.add(threads.submit(runs(first)));
      work.add(threads.submit(runs(second)));
      happen(kinds, Integer.getInteger("ff.faults", few));
      done.set(true);
      for (Future<Long> one : work) {
        assertThat(one)
            .as("seed %d: %s", seed, happened)
            .succeedsWithin(Duration.ofSeconds(60))
            .satisfies(count -> assertThat(count).isPositive());
      }
      assertWhole(reading, first);
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  private void happen(List<Fault> kinds, int faults) throws InterruptedException {
    for (int i = 0; i < faults; i++) {
      int next = random.nextInt(kinds.size() + 1);
      if (next == kinds.size()) {
        happened.add("clock back");
        clockShift.addAndGet(Duration.ofHours(1).toSeconds());
      } else {
        happened.add(kinds.get(next).name());
        kinds.get(next).happening().happen(50L + random.nextInt(700));
      }
      TimeUnit.MILLISECONDS.sleep(100L + random.nextInt(400));
    }
  }

  private void assertWhole(RedisOnlineStore reading, RedisOnlineStore publishing) {
    long last = run.get() + 1; // it may be begun
    Patience.await("the last run", () -> published(publishing, last));
    Patience.await(
        "all keys, seed %d: %s".formatted(seed, happened),
        () -> new HistoryCheck(reading, KEYS, seed).all() == KEYS);
    OnlineProgress progress = Objects.requireNonNull(publishing.findProgress(FormulaHistory.VIEW));
    assertThat(progress.run()).isEqualTo(last);
    assertThat(progress.begun()).isNull();
  }

  /** How many keys were answered. */
  private Callable<Long> lookups(HistoryCheck check) {
    return () -> {
      long answered = 0;
      while (!done.get() || answered == 0) {
        long before = System.nanoTime();
        try {
          answered += check.some();
        } catch (FactoryException e) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before))
            .as("seed %d", seed)
            .isLessThan(IN_TIME);
      }
      return answered;
    };
  }

  /** How many runs were published; each is tried until the store has it, also by both at once. */
  private Callable<Long> runs(RedisOnlineStore store) {
    return () -> {
      long published = 0;
      while (!done.get() || published == 0) {
        long next = run.get() + 1;
        if (published(store, next)) {
          run.compareAndSet(next - 1, next);
          published++;
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
      return published;
    };
  }

  private boolean published(RedisOnlineStore store, long run) {
    try {
      FormulaHistory.publish(store, KEYS, run, clock);
      return true;
    } catch (FactoryException | FencedException e) {
      return false;
    }
  }
}
