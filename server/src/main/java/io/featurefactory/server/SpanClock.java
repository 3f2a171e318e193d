package io.featurefactory.server;

import com.linecorp.armeria.common.logging.RequestOnlyLog;

/**
 * Times of one request: measured by {@link System#nanoTime}, told since 1970. They have one origin,
 * so that spans lie within each other whatever the clock of the machine does.
 */
record SpanClock(long startedMicros, long startedNanos) {
  static SpanClock of(RequestOnlyLog log) {
    return new SpanClock(log.requestStartTimeMicros(), log.requestStartTimeNanos());
  }

  /** When the request came in, in nanoseconds since 1970. */
  long started() {
    return at(startedNanos);
  }

  /**
   * A time in nanoseconds since 1970.
   *
   * @param nanoTime of {@link System#nanoTime}
   */
  long at(long nanoTime) {
    return startedMicros * 1_000 + (nanoTime - startedNanos);
  }
}
