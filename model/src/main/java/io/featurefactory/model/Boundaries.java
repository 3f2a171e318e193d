package io.featurefactory.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Arithmetic on the multiples of a hop since 1970-01-01T00:00Z; all instants are microseconds. */
public final class Boundaries {
  private Boundaries() {}

  /** The greatest multiple of the hop that is not after the instant; right before 1970 too. */
  public static Instant floor(Instant instant, Duration hop) {
    return ofMicros(Math.floorDiv(micros(instant), micros(hop)) * micros(hop));
  }

  /** The least multiple of the hop that is not before the instant. */
  public static Instant ceiling(Instant instant, Duration hop) {
    return ofMicros(-Math.floorDiv(-micros(instant), micros(hop)) * micros(hop));
  }

  /** True if {@code whole} is a positive multiple of {@code part}. */
  public static boolean divides(Duration part, Duration whole) {
    return micros(whole) > 0 && micros(whole) % micros(part) == 0;
  }

  /** Microseconds since 1970; finer digits are cut towards the past. */
  public static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  /** The length in microseconds. */
  public static long micros(Duration duration) {
    return Math.addExact(
        Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1_000);
  }

  /** The instant so many microseconds after 1970. */
  public static Instant ofMicros(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
