package io.featurefactory.model.evaluation;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.ScalarFunction;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.List;

/** Functions of timestamps; all in UTC. */
final class DateFunctions {
  private static final long MICROS_PER_MILLI = 1_000;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
  private static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
  private static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

  /** 1970-01-01 was a Thursday. */
  private static final long FIRST_MONDAY_TO_EPOCH = 3;

  private DateFunctions() {}

  static Object apply(ScalarFunction function, List<Object> values) {
    try {
      return switch (function) {
        case EXTRACT -> extract((String) values.get(0), (Instant) values.get(1));
        case DATE_TRUNC -> truncate((String) values.get(0), (Instant) values.get(1));
        case DATE_DIFF ->
            number((String) values.get(0), (Instant) values.get(2))
                - number((String) values.get(0), (Instant) values.get(1));
        case DATE_ADD -> add((String) values.get(0), (Long) values.get(1), (Instant) values.get(2));
        case EPOCH_MS ->
            Math.floorDiv(Boundaries.micros((Instant) values.get(0)), MICROS_PER_MILLI);
        case FROM_EPOCH_MS ->
            Boundaries.ofMicros(Math.multiplyExact((Long) values.get(0), MICROS_PER_MILLI));
        default -> throw new IllegalArgumentException(function + " is no function of timestamps");
      };
    } catch (ArithmeticException | DateTimeException tooFar) {
      throw EvaluationErrors.dateOutOfRange(function.symbol(), values);
    }
  }

  private static long extract(String unit, Instant instant) {
    LocalDateTime time = utc(instant);
    return switch (unit) {
      case "year" -> time.getYear();
      case "quarter" -> time.get(IsoFields.QUARTER_OF_YEAR);
      case "month" -> time.getMonthValue();
      case "week" -> time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case "day" -> time.getDayOfMonth();
      case "hour" -> time.getHour();
      case "minute" -> time.getMinute();
      case "second" -> time.getSecond();
      case "dow" -> time.get(ChronoField.DAY_OF_WEEK) % 7;
      case "isodow" -> time.get(ChronoField.DAY_OF_WEEK);
      case "doy" -> time.getDayOfYear();
      default -> throw unknown(unit);
    };
  }

  /** The number of the unit in which the instant lies, counted from the one of 1970-01-01. */
  private static long number(String unit, Instant instant) {
    long micros = Boundaries.micros(instant);
    long months = utc(instant).getLong(ChronoField.PROLEPTIC_MONTH) - 1970 * 12;
    return switch (unit) {
      case "second" -> Math.floorDiv(micros, MICROS_PER_SECOND);
      case "minute" -> Math.floorDiv(micros, MICROS_PER_MINUTE);
      case "hour" -> Math.floorDiv(micros, MICROS_PER_HOUR);
      case "day" -> Math.floorDiv(micros, MICROS_PER_DAY);
      case "week" ->
          Math.floorDiv(Math.floorDiv(micros, MICROS_PER_DAY) + FIRST_MONDAY_TO_EPOCH, 7);
      case "month" -> months;
      case "quarter" -> Math.floorDiv(months, 3);
      case "year" -> Math.floorDiv(months, 12);
      default -> throw unknown(unit);
    };
  }

  private static Instant truncate(String unit, Instant instant) {
    long number = number(unit, instant);
    return switch (unit) {
      case "second" -> Boundaries.ofMicros(number * MICROS_PER_SECOND);
      case "minute" -> Boundaries.ofMicros(number * MICROS_PER_MINUTE);
      case "hour" -> Boundaries.ofMicros(number * MICROS_PER_HOUR);
      case "day" -> Boundaries.ofMicros(number * MICROS_PER_DAY);
      case "week" -> Boundaries.ofMicros((number * 7 - FIRST_MONDAY_TO_EPOCH) * MICROS_PER_DAY);
      case "month" -> monthStart(number);
      case "quarter" -> monthStart(number * 3);
      case "year" -> monthStart(number * 12);
      default -> throw unknown(unit);
    };
  }

  private static Instant monthStart(long months) {
    return LocalDateTime.of(1970, 1, 1, 0, 0).plusMonths(months).toInstant(ZoneOffset.UTC);
  }

  private static Instant add(String unit, long count, Instant instant) {
    return switch (unit) {
      case "second" -> plusMicros(instant, count, MICROS_PER_SECOND);
      case "minute" -> plusMicros(instant, count, MICROS_PER_MINUTE);
      case "hour" -> plusMicros(instant, count, MICROS_PER_HOUR);
      case "day" -> plusMicros(instant, count, MICROS_PER_DAY);
      case "week" -> plusMicros(instant, count, 7 * MICROS_PER_DAY);
      case "month" -> plusMonths(instant, count);
      case "quarter" -> plusMonths(instant, Math.multiplyExact(count, 3));
      case "year" -> plusMonths(instant, Math.multiplyExact(count, 12));
      default -> throw unknown(unit);
    };
  }

  private static Instant plusMicros(Instant instant, long count, long unit) {
    return Boundaries.ofMicros(
        Math.addExact(Boundaries.micros(instant), Math.multiplyExact(count, unit)));
  }

  private static Instant plusMonths(Instant instant, long months) {
    Instant result = utc(instant).plus(months, ChronoUnit.MONTHS).toInstant(ZoneOffset.UTC);
    return Boundaries.ofMicros(Boundaries.micros(result));
  }

  private static LocalDateTime utc(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static IllegalArgumentException unknown(String unit) {
    return new IllegalArgumentException("unit: " + unit + " (expected: one of ScalarFunction's)");
  }
}
