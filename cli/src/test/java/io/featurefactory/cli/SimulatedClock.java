package io.featurefactory.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A clock that goes on whenever somebody looks at it, by up to a minute, so that every step takes a
 * while; somebody else is told before, and may look around.
 */
final class SimulatedClock extends Clock {
  private final Random random;
  private volatile Instant now;
  private @Nullable Consumer<Instant> visitor;
  private boolean visiting;

  SimulatedClock(Instant start, Random random) {
    this.now = start;
    this.random = random;
  }

  /** Is told the time before it goes on, by whichever thread looks at the clock. */
  synchronized void visitedBy(Consumer<Instant> someone) {
    visitor = someone;
  }

  /** Goes on to an instant, if that is not past. */
  synchronized void goTo(Instant instant) {
    now = instant.isAfter(now) ? instant : now;
  }

  @Override
  public synchronized Instant instant() {
    if (visiting) {
      return now;
    }
    visit();
    now = now.plus(Duration.of(1 + random.nextInt(60_000_000), ChronoUnit.MICROS));
    return now;
  }

  /** Looks around now; time goes on a microsecond before and after. */
  synchronized void visit() {
    if (visitor != null) {
      now = now.plus(1, ChronoUnit.MICROS);
      visiting = true;
      visitor.accept(now);
      visiting = false;
      now = now.plus(1, ChronoUnit.MICROS);
    }
  }

  /** The same time, which nobody's look moves on: for those who look around. */
  Clock still() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
