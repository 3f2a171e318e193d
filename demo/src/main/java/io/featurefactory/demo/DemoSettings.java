package io.featurefactory.demo;

import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What to generate. Equal settings give equal rows, on every machine.
 *
 * @param seed any number
 * @param events rows of the clickstream and of the contacts together over the period, met within 2
 *     %
 * @param days length of the period
 * @param start first day (UTC)
 * @param lateShare share of clicks and contacts that land two minutes to a day after they happened
 * @param duplicateShare share of rows that the producer sends twice, with the same event id
 */
public record DemoSettings(
    long seed, long events, int days, LocalDate start, double lateShare, double duplicateShare) {
  /**
   * A real marketplace loses and repeats a little; so does the demo unless it is told otherwise.
   */
  public static final double USUAL_LATE_SHARE = 0.01;

  /** See {@link #USUAL_LATE_SHARE}. */
  public static final double USUAL_DUPLICATE_SHARE = 0.005;

  private static final int MOST_DAYS = 3660;
  private static final long MOST_EVENTS_A_DAY = 50_000_000;

  public DemoSettings {
    if (days < 1 || days > MOST_DAYS) {
      throw DemoErrors.badSetting("days", days, "1 to " + MOST_DAYS);
    }
    if (events < 1 || events / days > MOST_EVENTS_A_DAY) {
      throw DemoErrors.badSetting(
          "events",
          events,
          "1 to %d, %d a day".formatted(MOST_EVENTS_A_DAY * days, MOST_EVENTS_A_DAY));
    }
    if (start.getYear() < 1970 || start.getYear() > 2200) {
      throw DemoErrors.badSetting("start", start, "a day from 1970 to 2200");
    }
    if (!(lateShare >= 0 && lateShare <= 0.5)) {
      throw DemoErrors.badSetting("late share", lateShare, "0 to 0.5");
    }
    if (!(duplicateShare >= 0 && duplicateShare <= 0.5)) {
      throw DemoErrors.badSetting("duplicate share", duplicateShare, "0 to 0.5");
    }
  }

  /** The usual shares of late and of repeated rows. */
  public static DemoSettings of(long seed, long events, int days, LocalDate start) {
    return new DemoSettings(seed, events, days, start, USUAL_LATE_SHARE, USUAL_DUPLICATE_SHARE);
  }

  /** Midnight (UTC) at which a day of the period starts, in milliseconds since 1970. */
  long dayStart(int day) {
    return start.plusDays(day).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
