package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.ThisProcess;
import io.featurefactory.control.LeaseKeeper;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.model.Lease;
import io.featurefactory.model.Leases;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lease of a view, renewed until it is closed. All versions of a view share it. */
public final class ViewLease implements AutoCloseable {
  /** The system tells the start of a process in coarse units. */
  private static final Duration CLOCK_ERROR = Duration.ofSeconds(1);

  private final String view;
  private final LeaseKeeper keeper;
  private final @Nullable Lease abandoned;

  private ViewLease(String view, LeaseKeeper keeper, @Nullable Lease abandoned) {
    this.view = view;
    this.keeper = keeper;
    this.abandoned = abandoned;
  }

  /**
   * Acquires the lease; an error that names its holder if another has it. One that a process of
   * this machine left behind when it died is taken over at once.
   *
   * @param above the greatest epoch that the tables are known to have
   */
  public static ViewLease acquire(
      Leases leases, String view, Duration ttl, long above, Clock clock) {
    Lease.Holder self = ThisProcess.holder();
    Leases.Answer answer = leases.acquire(view, self, ttl, above);
    if (answer instanceof Leases.Refused refused && isGone(refused.held(), self)) {
      leases.expire(refused.held());
      answer = leases.acquire(view, self, ttl, above);
    }
    if (answer instanceof Leases.Refused refused) {
      throw MaterializeErrors.leaseHeld(refused);
    }
    Leases.Granted granted = (Leases.Granted) answer;
    LeaseKeeper keeper = LeaseKeeper.keep(leases, granted.lease(), ttl, clock, () -> {});
    return new ViewLease(view, keeper, granted.abandoned());
  }

  /** True if the holder was a process of this machine and is none any more. */
  private static boolean isGone(Lease lease, Lease.Holder self) {
    if (!lease.holder().host().equals(self.host())) {
      return false;
    }
    ProcessHandle process = ProcessHandle.of(lease.holder().pid()).orElse(null);
    return process == null || !process.isAlive() || startedAfter(lease, process);
  }

  /** Then it is another process, which was given the same number. */
  private static boolean startedAfter(Lease lease, ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .map(start -> start.isAfter(lease.since().plus(CLOCK_ERROR)))
        .orElse(false);
  }

  /** True if who held the lease before never gave it back: it died, or it is frozen. */
  boolean wasAbandoned() {
    return abandoned != null;
  }

  /** The fence of everything that is written under the lease. */
  public long epoch() {
    return keeper.lease().epoch();
  }

  /** Fails if the lease is lost. */
  public void requireHeld() {
    keeper.requireHeld();
  }

  /** Makes tables refuse everybody who held the lease before. */
  void fence(Warehouse warehouse, List<TableId> tables) {
    for (TableId id : tables) {
      LakeTable table = warehouse.findTable(id);
      if (table != null) {
        table.fence(view, epoch());
      }
    }
  }

  @Override
  public void close() {
    keeper.close();
  }
}
