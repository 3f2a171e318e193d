package io.featurefactory.online.redis;

import io.featurefactory.model.FactoryException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what comes by itself. */
final class Patience {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(20);

  private Patience() {}

  /** Until it is true; that a store fails meanwhile is no matter. */
  static void await(String what, BooleanSupplier done) {
    long deadline = System.nanoTime() + NANOS;
    while (true) {
      RuntimeException last = null;
      try {
        if (done.getAsBoolean()) {
          return;
        }
      } catch (FactoryException e) {
        last = e;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited in vain for " + what, last);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
