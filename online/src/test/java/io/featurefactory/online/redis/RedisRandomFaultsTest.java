package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.online.FormulaHistory;
import io.featurefactory.testkit.servers.RedisServer;
import io.featurefactory.testkit.servers.TcpProxy;
import java.nio.file.Path;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of all kinds, one after the other at random, while two publish and two look keys up: every
 * answer is what the run that it states had and comes in time, and in the end the store is whole.
 *
 * <p>{@code -Dff.faults=200} for the proof, {@code -Dff.seed=N} for the faults of an earlier run.
 */
final class RedisRandomFaultsTest {
  private static final int FAULTS = Integer.getInteger("ff.faults", 12);
  private static final long SEED = Long.getLong("ff.seed", System.nanoTime() & 0xffff_ffffL);
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final int KEYS = 2_000;

  /** A lookup that fails waits for one answer, and gives it up; a machine that is busy adds. */
  private static final Duration IN_TIME = TIMEOUT.multipliedBy(2).plusSeconds(2);

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicLong run = new AtomicLong();
  private final AtomicLong clockShift = new AtomicLong();
  private final InstantSource now = () -> Instant.now().minusSeconds(clockShift.get());
  private final Clock clock = now.withZone(ZoneOffset.UTC);

  private enum Fault {
    KILLED,
    RESTARTED_EMPTY,
    FROZEN,
    NETWORK_CUT,
    NETWORK_SLOW,
    CONNECTIONS_FORGOTTEN,
    CONNECTIONS_KILLED,
    FULL,
    SCRIPTS_FORGOTTEN,
    CLOCK_BACK
  }

  private RedisOnlineStore open(TcpProxy network) {
    return RedisOnlineStore.open(
        "cache",
        "shop",
        RedisSettings.server("redis://127.0.0.1:" + network.port()).withTimeout(TIMEOUT));
  }

  @Test
  void randomFaults_leaveNothingWrong() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (RedisServer server =
            RedisServer.start(folder, "--appendonly", "yes", "--appendfsync", "always");
        TcpProxy network = TcpProxy.to(server.port());
        RedisOnlineStore reading = open(network);
        RedisOnlineStore first = open(network);
        RedisOnlineStore second = open(network)) {
      List<Future<Long>> work = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        work.add(threads.submit(lookups(new HistoryCheck(reading, KEYS, SEED + i))));
      }
      work.add(threads.submit(runs(first)));
      work.add(threads.submit(runs(second)));
      List<Fault> faults = new ArrayList<>();
      for (int i = 0; i < FAULTS; i++) {
        Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
        faults.add(fault);
        happen(fault, server, network);
        TimeUnit.MILLISECONDS.sleep(100L + random.nextInt(400));
      }
      done.set(true);

      for (Future<Long> one : work) {
        assertThat(one.get(60, TimeUnit.SECONDS)).as("seed %d: %s", SEED, faults).isPositive();
      }
      long last = run.get() + 1; // it may be begun
      Patience.await("the last run", () -> published(first, last));
      assertThat(new HistoryCheck(reading, KEYS, SEED).all()).as("seed %d", SEED).isEqualTo(KEYS);
      OnlineProgress progress = Objects.requireNonNull(first.findProgress(FormulaHistory.VIEW));
      assertThat(progress.run()).isEqualTo(last);
      assertThat(progress.begun()).isNull();
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  private void happen(Fault fault, RedisServer server, TcpProxy network)
      throws InterruptedException {
    long length = 50L + random.nextInt(700);
    switch (fault) {
      case KILLED -> {
        server.kill();
        TimeUnit.MILLISECONDS.sleep(length);
        server.restart();
      }
      case RESTARTED_EMPTY -> server.ask("FLUSHALL");
      case FROZEN -> {
        server.freeze();
        TimeUnit.MILLISECONDS.sleep(length);
        server.thaw();
      }
      case NETWORK_CUT -> {
        network.cut();
        TimeUnit.MILLISECONDS.sleep(length);
        network.heal();
      }
      case NETWORK_SLOW -> {
        network.delay(Duration.ofMillis(length / 2));
        TimeUnit.MILLISECONDS.sleep(length * 2);
        network.heal();
      }
      case CONNECTIONS_FORGOTTEN -> network.forget();
      case CONNECTIONS_KILLED -> server.ask("CLIENT KILL TYPE normal");
      case FULL -> {
        server.ask("CONFIG SET maxmemory 1mb");
        TimeUnit.MILLISECONDS.sleep(length);
        server.ask("CONFIG SET maxmemory 0");
      }
      case SCRIPTS_FORGOTTEN -> server.ask("SCRIPT FLUSH");
      case CLOCK_BACK -> clockShift.addAndGet(Duration.ofHours(1).toSeconds());
    }
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
            .as("seed %d", SEED)
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
