package io.featurefactory.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** Real time, begun at another instant, and put forward now and then. */
final class ShiftedClock extends Clock {
  private final AtomicReference<Duration> ahead;

  ShiftedClock(Instant start) {
    this.ahead = new AtomicReference<>(Duration.between(Instant.now(), start));
  }

  void forward(Duration time) {
    ahead.accumulateAndGet(time, Duration::plus);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead.get());
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
