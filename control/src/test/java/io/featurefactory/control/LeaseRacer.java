package io.featurefactory.control;

import io.featurefactory.model.Lease;
import io.featurefactory.model.Leases;
import io.featurefactory.model.LedgerRun.Kind;
import io.featurefactory.model.RunId;
import io.featurefactory.model.ViewId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A process that acquires leases and run numbers in a race with others. */
final class LeaseRacer {
  private static final ViewId VIEW = new ViewId("ad_trend", 1);
  private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");

  private LeaseRacer() {}

  /**
   * Runs the rounds.
   *
   * @param args URL of the registry, folder for the marker of the holder, file for the result,
   *     number of rounds
   */
  public static void main(String[] args) throws IOException {
    Path marker = Path.of(args[1]).resolve("holder");
    List<String> lines = new ArrayList<>();
    Lease.Holder holder = new Lease.Holder("racer", ProcessHandle.current().pid());
    try (ControlStore store = ControlStore.openOrCreate(args[0], Clock.systemUTC())) {
      for (int i = 0; i < Integer.parseInt(args[3]); i++) {
        Lease released = acquire(store.leases(), "released", holder, Duration.ofMinutes(10));
        // Fails if another process is here.
        Files.createFile(marker);
        Files.delete(marker);
        long number = store.runs().next(VIEW, 0);
        store.runs().open(new RunId(VIEW, number), Kind.RUN, DAY, DAY, released.epoch());
        lines.add("number " + number);
        store.leases().release(released);
        lines.add("released " + released.epoch());
        Lease expiring = acquire(store.leases(), "expiring", holder, Duration.ofMillis(1));
        lines.add(
            "expiring %d %s %s"
                .formatted(expiring.epoch(), expiring.since(), expiring.expiresAt()));
      }
    }
    Files.write(Path.of(args[2]), lines);
  }

  private static Lease acquire(Leases leases, String name, Lease.Holder holder, Duration ttl) {
    while (true) {
      if (leases.acquire(name, holder, ttl) instanceof Leases.Granted granted) {
        return granted.lease();
      }
      Thread.onSpinWait();
    }
  }
}
