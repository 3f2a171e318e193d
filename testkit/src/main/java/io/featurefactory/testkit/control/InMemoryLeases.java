package io.featurefactory.testkit.control;

import io.featurefactory.model.Lease;
import io.featurefactory.model.Leases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Leases among the threads of one process. */
public final class InMemoryLeases implements Leases {
  private final Clock clock;
  private final Map<String, Lease> held = new HashMap<>();
  private final Map<String, Long> epochs = new HashMap<>();

  public InMemoryLeases(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Answer acquire(String name, Lease.Holder holder, Duration ttl, long above) {
    @Nullable Lease current = find(name);
    if (current != null) {
      return new Refused(current);
    }
    Instant now = clock.instant();
    @Nullable Lease abandoned = held.get(name);
    Lease lease =
        new Lease(
            name,
            epochs.merge(name, above + 1, (last, first) -> Math.max(last + 1, first)),
            holder,
            now,
            now.plus(ttl));
    held.put(name, lease);
    return new Granted(lease, abandoned);
  }

  @Override
  public synchronized @Nullable Lease renew(Lease lease, Duration ttl) {
    if (!isNewest(lease)) {
      return null;
    }
    Lease renewed =
        new Lease(
            lease.name(), lease.epoch(), lease.holder(), lease.since(), clock.instant().plus(ttl));
    held.put(lease.name(), renewed);
    return renewed;
  }

  @Override
  public synchronized void release(Lease lease) {
    if (isNewest(lease)) {
      held.remove(lease.name());
    }
  }

  @Override
  public synchronized void expire(Lease lease) {
    Instant now = clock.instant();
    if (isNewest(lease) && Objects.requireNonNull(held.get(lease.name())).validAt(now)) {
      held.put(
          lease.name(), new Lease(lease.name(), lease.epoch(), lease.holder(), lease.since(), now));
    }
  }

  @Override
  public synchronized @Nullable Lease find(String name) {
    Lease lease = held.get(name);
    return lease != null && lease.validAt(clock.instant()) ? lease : null;
  }

  private boolean isNewest(Lease lease) {
    Lease current = held.get(lease.name());
    return current != null && current.epoch() == lease.epoch();
  }
}
