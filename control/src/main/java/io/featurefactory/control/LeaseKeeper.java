package io.featurefactory.control;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Lease;
import io.featurefactory.model.Leases;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Renews a lease in the background, three times per time to live, until it is closed or the lease
 * is lost.
 *
 * <p>A lease is lost when another has acquired it, or when it could not be renewed before it
 * expired. A process that was frozen learns that late: it asks {@link #requireHeld} before each
 * commit, and its writes carry the epoch. Thread-safe.
 */
public final class LeaseKeeper implements AutoCloseable {
  private static final int RENEWALS_PER_TTL = 3;

  private final Leases leases;
  private final Duration ttl;
  private final Clock clock;
  private final Runnable onLost;
  private final ScheduledExecutorService timer;
  private volatile Lease lease;
  private volatile boolean lost;
  private boolean closed;

  private LeaseKeeper(
      Leases leases,
      Lease lease,
      Duration ttl,
      Clock clock,
      Runnable onLost,
      ScheduledExecutorService timer) {
    this.leases = leases;
    this.lease = lease;
    this.ttl = ttl;
    this.clock = clock;
    this.onLost = onLost;
    this.timer = timer;
  }

  /**
   * Keeps a lease that has just been granted.
   *
   * @param ttl from each renewal to the expiry
   * @param onLost called once, by the keeper's own thread, if the lease is lost
   */
  public static LeaseKeeper keep(
      Leases leases, Lease lease, Duration ttl, Clock clock, Runnable onLost) {
    return keep(leases, lease, ttl, clock, onLost, timer(lease.name()));
  }

  static LeaseKeeper keep(
      Leases leases,
      Lease lease,
      Duration ttl,
      Clock clock,
      Runnable onLost,
      ScheduledExecutorService timer) {
    LeaseKeeper keeper = new LeaseKeeper(leases, lease, ttl, clock, onLost, timer);
    long period = Math.max(1, ttl.toMillis() / RENEWALS_PER_TTL);
    var unused = timer.scheduleWithFixedDelay(keeper::renew, period, period, TimeUnit.MILLISECONDS);
    return keeper;
  }

  private static ScheduledExecutorService timer(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, "lease of " + name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The lease with its newest expiry. */
  public Lease lease() {
    return lease;
  }

  /** False if the lease is lost or has expired. */
  public boolean held() {
    return !lost && lease.validAt(clock.instant());
  }

  /**
   * Returns if the lease is held.
   *
   * @throws FactoryException EXTERNAL if it is not
   */
  public void requireHeld() {
    if (!held()) {
      throw ControlErrors.leaseLost(lease);
    }
  }

  private void renew() {
    if (keepsGoing()) {
      return;
    }
    timer.shutdown();
    onLost.run();
  }

  /** False if the lease has just been lost. */
  private synchronized boolean keepsGoing() {
    if (closed) {
      return true;
    }
    @Nullable Lease renewed = renewed();
    if (renewed == null) {
      lost = true;
      return false;
    }
    lease = renewed;
    return true;
  }

  private @Nullable Lease renewed() {
    try {
      return leases.renew(lease, ttl);
    } catch (RuntimeException e) {
      // Worth another try while the lease lasts.
      return held() ? lease : null;
    }
  }

  /** Stops renewing and releases the lease if it is still held; {@code onLost} is not called. */
  @Override
  public synchronized void close() {
    timer.shutdownNow();
    if (closed || lost) {
      return;
    }
    closed = true;
    try {
      leases.release(lease);
    } catch (FactoryException e) {
      if (e.kind() != FactoryException.Kind.EXTERNAL) {
        throw e;
      }
      // What was done under the lease is done; the lease expires by itself.
    }
  }
}
