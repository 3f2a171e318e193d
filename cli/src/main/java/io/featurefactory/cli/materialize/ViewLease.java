package io.featurefactory.cli.materialize;

import io.featurefactory.control.LeaseKeeper;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.model.Lease;
import io.featurefactory.model.Leases;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The lease of a view, renewed until it is closed. All versions of a view share it. */
public final class ViewLease implements AutoCloseable {
  private static final Duration TTL = Duration.ofSeconds(30);

  private final String view;
  private final LeaseKeeper keeper;

  private ViewLease(String view, LeaseKeeper keeper) {
    this.view = view;
    this.keeper = keeper;
  }

  /** Acquires the lease; an error that names its holder if another has it. */
  public static ViewLease acquire(Leases leases, String view, Clock clock) {
    Leases.Answer answer = leases.acquire(view, thisProcess(), TTL);
    if (answer instanceof Leases.Refused refused) {
      throw MaterializeErrors.leaseHeld(refused);
    }
    Lease lease = ((Leases.Granted) answer).lease();
    return new ViewLease(view, LeaseKeeper.keep(leases, lease, TTL, clock, () -> {}));
  }

  /** The fence of everything that is written under the lease. */
  public long epoch() {
    return keeper.lease().epoch();
  }

  /** Fails if the lease is lost. */
  public void requireHeld() {
    keeper.requireHeld();
  }

  /** Makes tables refuse everybody who held the lease before: for when that was not given back. */
  void fence(Warehouse warehouse, List<TableId> tables) {
    for (TableId id : tables) {
      LakeTable table = warehouse.findTable(id);
      if (table != null) {
        table.fence(view, epoch());
      }
    }
  }

  private static Lease.Holder thisProcess() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "localhost";
    }
    return new Lease.Holder(host, ProcessHandle.current().pid());
  }

  @Override
  public void close() {
    keeper.close();
  }
}
