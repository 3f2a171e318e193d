package io.featurefactory.serving;

import java.util.concurrent.TimeUnit;

/**
 * Whether a store is worth asking: one that failed some times without an answer in between is left
 * alone, but for one attempt each second. For any number of threads.
 */
final class Breaker {
  private static final int FAILURES = 5;
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private int failures;
  private long restsUntil;

  /** True if the store may be asked at that time of {@link System#nanoTime}. */
  synchronized boolean allows(long now) {
    if (failures < FAILURES) {
      return true;
    }
    if (now - restsUntil < 0) {
      return false;
    }
    restsUntil = now + REST_NANOS; // this one tries, others wait for what comes of it
    return true;
  }

  synchronized void succeeded() {
    failures = 0;
  }

  synchronized void failed(long now) {
    failures = Math.min(failures + 1, FAILURES);
    restsUntil = now + REST_NANOS;
  }
}
