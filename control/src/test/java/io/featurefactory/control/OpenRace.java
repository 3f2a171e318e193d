package io.featurefactory.control;

import io.featurefactory.model.Lease;
import io.featurefactory.model.Leases;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Eight threads that open a registry which is not there, each with a connection of its own. */
final class OpenRace {
  private static final int THREADS = 8;
  private static final Lease.Holder HOLDER = new Lease.Holder("here", 1);

  private OpenRace() {}

  /** How many of them got the same lease. */
  static int granted(String url, Clock clock) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<Boolean>> opened = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      opened.add(
          threads.submit(
              () -> {
                try (ControlStore store = ControlStore.openOrCreate(url, clock)) {
                  return store.leases().acquire("once", HOLDER, Duration.ofHours(1))
                      instanceof Leases.Granted;
                }
              }));
    }
    int granted = 0;
    for (Future<Boolean> one : opened) {
      granted += one.get() ? 1 : 0;
    }
    threads.shutdown();
    return granted;
  }
}
