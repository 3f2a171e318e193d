package io.featurefactory.serving;

import java.time.Duration;

/**
 * What a server takes.
 *
 * @param within how long an answer may take at most
 * @param mostRows of one request
 * @param mostBytes of the body of one request
 */
public record LookupLimits(Duration within, int mostRows, long mostBytes) {
  /** Answers within a second, for 5,000 rows at most. */
  public static final LookupLimits DEFAULT =
      new LookupLimits(Duration.ofSeconds(1), 5_000, 4 << 20);

  public LookupLimits withWithin(Duration time) {
    return new LookupLimits(time, mostRows, mostBytes);
  }
}
