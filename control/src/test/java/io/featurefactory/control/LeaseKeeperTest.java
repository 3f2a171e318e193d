package io.featurefactory.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Lease;
import io.featurefactory.model.Leases;
import io.featurefactory.testkit.control.InMemoryLeases;
import io.featurefactory.testkit.control.TestClock;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LeaseKeeperTest {
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final Lease.Holder ME = new Lease.Holder("alpha", 1);
  private static final Lease.Holder OTHER = new Lease.Holder("beta", 2);

  private final TestClock clock = new TestClock();
  private final FailingLeases leases = new FailingLeases(new InMemoryLeases(clock));
  private final AtomicInteger lost = new AtomicInteger();
  private final HandTimer timer = new HandTimer();

  /** Leases whose database can be taken away. */
  private static final class FailingLeases implements Leases {
    private final Leases leases;
    boolean failing;

    FailingLeases(Leases leases) {
      this.leases = leases;
    }

    private void mayFail() {
      if (failing) {
        throw ControlErrors.locked("registry.db", new IllegalStateException("locked"));
      }
    }

    @Override
    public Answer acquire(String name, Lease.Holder holder, Duration ttl, long above) {
      return leases.acquire(name, holder, ttl, above);
    }

    @Override
    public @Nullable Lease renew(Lease lease, Duration ttl) {
      mayFail();
      return leases.renew(lease, ttl);
    }

    @Override
    public void release(Lease lease) {
      mayFail();
      leases.release(lease);
    }

    @Override
    public void expire(Lease lease) {
      leases.expire(lease);
    }

    @Override
    public @Nullable Lease find(String name) {
      return leases.find(name);
    }
  }

  /** Runs the repeated task when the test says so. */
  private static final class HandTimer extends ScheduledThreadPoolExecutor {
    private Runnable task = () -> {};
    private Duration period = Duration.ZERO;

    HandTimer() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable command, long initialDelay, long delay, TimeUnit unit) {
      task = command;
      period = Duration.of(delay, unit.toChronoUnit());
      return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    void fire() {
      if (!isShutdown()) {
        task.run();
      }
    }
  }

  private Lease acquire(Lease.Holder holder) {
    return ((Leases.Granted) leases.acquire("ad_trend v1", holder, TTL)).lease();
  }

  private LeaseKeeper keep() {
    return LeaseKeeper.keep(leases, acquire(ME), TTL, clock, lost::incrementAndGet, timer);
  }

  /** One period passes, at the end of which the timer fires. */
  private void tick() {
    clock.advance(timer.period);
    timer.fire();
  }

  @AfterEach
  void stopTimer() {
    timer.shutdownNow();
  }

  @Test
  void keep_renewsThreeTimesPerTtl() {
    try (LeaseKeeper keeper = keep()) {
      for (int i = 0; i < 10; i++) {
        tick();
      }

      assertThat(timer.period).isEqualTo(Duration.ofSeconds(10));
      assertThat(keeper.held()).isTrue();
      assertThat(keeper.lease()).isEqualTo(leases.find("ad_trend v1"));
      assertThat(keeper.lease().expiresAt()).isEqualTo(TestClock.START.plusSeconds(130));
    }
    assertThat(lost).hasValue(0);
  }

  @Test
  void keep_takenOver_tellsOnce() {
    LeaseKeeper keeper = keep();
    clock.advance(TTL);
    Lease other = acquire(OTHER);

    timer.fire();
    timer.fire();
    keeper.close();

    assertThat(lost).hasValue(1);
    assertThat(keeper.held()).isFalse();
    assertThatThrownBy(keeper::requireHeld)
        .isInstanceOf(FactoryException.class)
        .hasMessage(
            "The lease of ad_trend v1 (epoch 1) was lost at 2026-01-01T00:00:30Z: it could not be"
                + " renewed in time, or another process acquired it. Nothing more is written. Run"
                + " the command again, it resumes");
    assertThat(leases.find("ad_trend v1")).isEqualTo(other);
  }

  @Test
  void requireHeld_afterAFreeze_knowsBeforeTheTimerDoes() {
    try (LeaseKeeper keeper = keep()) {
      keeper.requireHeld();
      clock.advance(TTL);

      assertThatThrownBy(keeper::requireHeld).isInstanceOf(FactoryException.class);
    }
  }

  @Test
  void keep_databaseComesBackInTime_goesOn() {
    try (LeaseKeeper keeper = keep()) {
      leases.failing = true;
      tick();
      tick();
      assertThat(keeper.held()).isTrue();
      leases.failing = false;
      tick();

      assertThat(keeper.held()).isTrue();
      assertThat(lost).hasValue(0);
    }
  }

  @Test
  void keep_databaseStaysAway_isLostAtTheExpiry() {
    try (LeaseKeeper keeper = keep()) {
      leases.failing = true;
      tick();
      tick();
      tick();

      assertThat(keeper.held()).isFalse();
      assertThat(lost).hasValue(1);
    }
  }

  @Test
  void close_releases_andRenewsNoMore() {
    LeaseKeeper keeper = keep();
    keeper.close();
    timer.task.run();

    assertThat(leases.find("ad_trend v1")).isNull();
    assertThat(lost).hasValue(0);
    assertThat(acquire(OTHER).epoch()).isEqualTo(2);
    keeper.close();
    assertThat(leases.find("ad_trend v1")).isNotNull();
  }

  @Test
  void close_databaseAway_leavesTheLeaseToItsExpiry() {
    LeaseKeeper keeper = keep();
    leases.failing = true;

    keeper.close();

    assertThat(leases.find("ad_trend v1")).isNotNull();
  }

  @Test
  void keep_withItsOwnThread_renewsAndTells() throws Exception {
    Leases real = new InMemoryLeases(Clock.systemUTC());
    Duration ttl = Duration.ofMillis(60);
    Lease lease = ((Leases.Granted) real.acquire("ad_trend v1", ME, ttl)).lease();
    CountDownLatch told = new CountDownLatch(1);
    try (LeaseKeeper keeper =
        LeaseKeeper.keep(real, lease, ttl, Clock.systemUTC(), told::countDown)) {
      while (!keeper.lease().expiresAt().isAfter(lease.expiresAt())) {
        Thread.onSpinWait();
      }
      real.release(lease);

      assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(keeper.held()).isFalse();
    }
  }
}
