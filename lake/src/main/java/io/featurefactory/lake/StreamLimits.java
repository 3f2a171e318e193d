package io.featurefactory.lake;

import java.time.Duration;

/**
 * What a stream's records may be like.
 *
 * @param maxAhead an event time that is further in the future makes a record no event
 * @param maxBad 0 to 1: if more of a topic's records in a batch are no events, and more than {@link
 *     #ALWAYS_ALLOWED}, none of them enters. Records without a value do not count
 */
public record StreamLimits(Duration maxAhead, double maxBad) {
  /** So many bad records of a topic in a batch prove nothing. */
  static final long ALWAYS_ALLOWED = 100;

  public StreamLimits {
    if (!(maxBad >= 0 && maxBad <= 1)) {
      throw new IllegalArgumentException("max bad: %s (expected: 0 to 1)".formatted(maxBad));
    }
  }
}
