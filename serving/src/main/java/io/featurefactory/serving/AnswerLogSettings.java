package io.featurefactory.serving;

import java.time.Duration;

/**
 * How answers are logged.
 *
 * @param mostBytes of answers that wait; what comes beyond is dropped
 * @param flushRows are written when so many rows wait
 * @param flushEvery and when the first of them has waited so long
 * @param longestPause between attempts to write
 * @param goodbye how long the end waits for what is still to be written
 */
public record AnswerLogSettings(
    long mostBytes, long flushRows, Duration flushEvery, Duration longestPause, Duration goodbye) {
  /** 64 MB, 50,000 rows, 10 s; a minute between attempts; 8 s at the end. */
  public static final AnswerLogSettings DEFAULT =
      new AnswerLogSettings(
          64L << 20, 50_000, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofSeconds(8));
}
