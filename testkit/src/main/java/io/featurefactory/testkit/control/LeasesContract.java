package io.featurefactory.testkit.control;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.Lease;
import io.featurefactory.model.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Leases} does. */
public abstract class LeasesContract {
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final Duration MICRO = Duration.ofNanos(1_000);
  private static final Lease.Holder FIRST = new Lease.Holder("alpha", 11);
  private static final Lease.Holder SECOND = new Lease.Holder("beta", 22);

  /** The clock that the leases see. */
  protected final TestClock clock = new TestClock();

  private Leases leases = new InMemoryLeases(clock);

  /** New leases, none held, that take the time from {@link #clock}. */
  protected abstract Leases create();

  @BeforeEach
  final void open() {
    leases = create();
  }

  private Lease granted(String name, Lease.Holder holder) {
    Leases.Answer answer = leases.acquire(name, holder, TTL);
    assertThat(answer).isInstanceOf(Leases.Granted.class);
    return ((Leases.Granted) answer).lease();
  }

  private Leases.Refused refused(String name, Lease.Holder holder) {
    Leases.Answer answer = leases.acquire(name, holder, TTL);
    assertThat(answer).isInstanceOf(Leases.Refused.class);
    return (Leases.Refused) answer;
  }

  @Test
  final void acquire_free_grantsFromNowForTheTtl() {
    Lease lease = granted("ad_trend v1", FIRST);

    assertThat(lease)
        .isEqualTo(new Lease("ad_trend v1", 1, FIRST, TestClock.START, TestClock.START.plus(TTL)));
    assertThat(leases.find("ad_trend v1")).isEqualTo(lease);
  }

  @Test
  final void acquire_held_isRefusedAndNamesTheHolder() {
    Lease lease = granted("ad_trend v1", FIRST);
    clock.advance(Duration.ofSeconds(10));

    Leases.Refused refusal = refused("ad_trend v1", SECOND);

    assertThat(refusal.held()).isEqualTo(lease);
    assertThat(refusal.message())
        .isEqualTo(
            "ad_trend v1 is held by process 11 on alpha since 2026-01-01T00:00:00Z (expires"
                + " 2026-01-01T00:00:30Z unless renewed). Wait for it, or end that process");
  }

  @Test
  final void acquire_heldByTheSameProcess_isRefused() {
    granted("ad_trend v1", FIRST);

    assertThat(refused("ad_trend v1", FIRST).held().holder()).isEqualTo(FIRST);
  }

  @Test
  final void acquire_otherName_isIndependent() {
    granted("ad_trend v1", FIRST);

    assertThat(granted("ad_trend v2", SECOND).epoch()).isEqualTo(1);
  }

  @Test
  final void acquire_oneMicrosecondBeforeTheExpiry_isRefused() {
    granted("ad_trend v1", FIRST);
    clock.advance(TTL.minus(MICRO));

    refused("ad_trend v1", SECOND);
  }

  @Test
  final void acquire_atTheExpiry_takesOverWithAGreaterEpoch() {
    Lease lost = granted("ad_trend v1", FIRST);
    clock.advance(TTL);

    assertThat(leases.find("ad_trend v1")).isNull();
    Lease lease = granted("ad_trend v1", SECOND);

    assertThat(lease.epoch()).isGreaterThan(lost.epoch());
    assertThat(lease.since()).isEqualTo(TestClock.START.plus(TTL));
    assertThat(leases.renew(lost, TTL)).isNull();
    assertThat(leases.find("ad_trend v1")).isEqualTo(lease);
  }

  @Test
  final void acquire_released_takesOverWithAGreaterEpoch() {
    Lease released = granted("ad_trend v1", FIRST);
    leases.release(released);

    assertThat(leases.find("ad_trend v1")).isNull();
    assertThat(granted("ad_trend v1", SECOND).epoch()).isGreaterThan(released.epoch());
  }

  @Test
  final void acquire_aboveAnEpoch_isGreater() {
    assertThat(leases.acquire("ad_trend v1", FIRST, TTL, 7))
        .isInstanceOfSatisfying(
            Leases.Granted.class, g -> assertThat(g.lease().epoch()).isGreaterThan(7));
    leases.release(requireNonNull(leases.find("ad_trend v1")));

    assertThat(leases.acquire("ad_trend v1", FIRST, TTL, 20))
        .isInstanceOfSatisfying(
            Leases.Granted.class, g -> assertThat(g.lease().epoch()).isGreaterThan(20));
    leases.release(requireNonNull(leases.find("ad_trend v1")));

    assertThat(leases.acquire("ad_trend v1", FIRST, TTL, 3))
        .isInstanceOfSatisfying(
            Leases.Granted.class, g -> assertThat(g.lease().epoch()).isGreaterThan(21));
  }

  @Test
  final void acquire_afterARelease_findsNothingAbandoned() {
    assertThat(leases.acquire("ad_trend v1", FIRST, TTL))
        .isInstanceOfSatisfying(Leases.Granted.class, g -> assertThat(g.abandoned()).isNull());
    leases.release(requireNonNull(leases.find("ad_trend v1")));

    assertThat(leases.acquire("ad_trend v1", SECOND, TTL))
        .isInstanceOfSatisfying(Leases.Granted.class, g -> assertThat(g.abandoned()).isNull());
  }

  @Test
  final void acquire_expired_namesTheLeaseThatWasNeverGivenBack() {
    Lease lost = granted("ad_trend v1", FIRST);
    clock.advance(TTL);

    assertThat(leases.acquire("ad_trend v1", SECOND, TTL))
        .isInstanceOfSatisfying(
            Leases.Granted.class, g -> assertThat(g.abandoned()).isEqualTo(lost));
  }

  @Test
  final void expire_held_letsOthersAcquireAtOnce() {
    Lease dead = granted("ad_trend v1", FIRST);
    clock.advance(MICRO);

    leases.expire(dead);

    assertThat(leases.find("ad_trend v1")).isNull();
    assertThat(leases.acquire("ad_trend v1", SECOND, TTL))
        .isInstanceOfSatisfying(
            Leases.Granted.class,
            g -> {
              assertThat(g.lease().epoch()).isGreaterThan(dead.epoch());
              assertThat(requireNonNull(g.abandoned()).epoch()).isEqualTo(dead.epoch());
            });
  }

  @Test
  final void expire_lost_leavesTheNewHolder() {
    Lease lost = granted("ad_trend v1", FIRST);
    clock.advance(TTL);
    Lease lease = granted("ad_trend v1", SECOND);

    leases.expire(lost);

    assertThat(leases.find("ad_trend v1")).isEqualTo(lease);
  }

  @Test
  final void renew_held_movesTheExpiry() {
    Lease lease = granted("ad_trend v1", FIRST);
    clock.advance(Duration.ofSeconds(20));

    Lease renewed = leases.renew(lease, TTL);

    assertThat(renewed)
        .isEqualTo(
            new Lease(
                "ad_trend v1",
                lease.epoch(),
                FIRST,
                TestClock.START,
                TestClock.START.plusSeconds(50)));
    clock.advance(Duration.ofSeconds(20));
    refused("ad_trend v1", SECOND);
  }

  @Test
  final void renew_expiredAndFree_keepsTheEpoch() {
    Lease lease = granted("ad_trend v1", FIRST);
    clock.advance(TTL.multipliedBy(2));

    Lease renewed = requireNonNull(leases.renew(lease, TTL));

    assertThat(renewed.epoch()).isEqualTo(lease.epoch());
    refused("ad_trend v1", SECOND);
  }

  @Test
  final void renew_released_isLost() {
    Lease lease = granted("ad_trend v1", FIRST);
    leases.release(lease);

    assertThat(leases.renew(lease, TTL)).isNull();
    assertThat(leases.find("ad_trend v1")).isNull();
  }

  @Test
  final void release_lost_leavesTheNewHolder() {
    Lease lost = granted("ad_trend v1", FIRST);
    clock.advance(TTL);
    Lease lease = granted("ad_trend v1", SECOND);

    leases.release(lost);

    assertThat(leases.find("ad_trend v1")).isEqualTo(lease);
  }

  @Test
  final void find_neverAcquired_isNull() {
    assertThat(leases.find("ad_trend v1")).isNull();
  }

  @Test
  final void acquire_byManyThreads_neverGrantsTwice() throws Exception {
    ConcurrentSkipListSet<Long> epochs = new ConcurrentSkipListSet<>();
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger mostHolders = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> work = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Lease.Holder holder = new Lease.Holder("thread", i);
      work.add(
          threads.submit(
              () -> {
                int grants = 0;
                while (grants < 10) {
                  if (leases.acquire("ad_trend v1", holder, TTL) instanceof Leases.Granted got) {
                    mostHolders.accumulateAndGet(holders.incrementAndGet(), Math::max);
                    epochs.add(got.lease().epoch());
                    grants++;
                    holders.decrementAndGet();
                    leases.release(got.lease());
                  }
                }
              }));
    }
    for (Future<?> task : work) {
      task.get();
    }
    threads.shutdown();

    assertThat(mostHolders).hasValue(1);
    assertThat(epochs).hasSize(40);
  }
}
