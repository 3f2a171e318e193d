package io.featurefactory.cli.output;

import io.featurefactory.model.DoubleText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as people read them. */
public final class Texts {
  private static final long[] UNITS = {86_400, 3_600, 60, 1};
  private static final String[] UNIT_NAMES = {"d", "h", "m", "s"};

  private Texts() {}

  /** A value of a feature or a column; NULL, and numbers in the shortest form that is exact. */
  public static String value(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof Double number) {
      return DoubleText.of(number);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Texts::value).collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof Instant instant ? moment(instant) : value.toString();
  }

  /** With the seconds, and their parts where there are some: {@code 2026-03-01 06:00:00Z}. */
  private static String moment(Instant instant) {
    return instant.toString().replace('T', ' ');
  }

  /** {@code 1,234,567}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 row}, {@code 2 rows}. */
  public static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code 12.3 MB}. */
  public static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    while (size >= 999.95) {
      size /= 1_000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %sB", size, "kMGTP".charAt(unit));
  }

  /** The duration as definitions write it: {@code 90m} is {@code 1h30m}; {@code 0s} for none. */
  public static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    StringBuilder text = new StringBuilder(seconds < 0 ? "-" : "");
    long left = Math.abs(seconds);
    for (int i = 0; i < UNITS.length; i++) {
      if (left >= UNITS[i]) {
        text.append(left / UNITS[i]).append(UNIT_NAMES[i]);
        left %= UNITS[i];
      }
    }
    return text.length() == 0 ? "0s" : text.toString();
  }

  /** About how long: {@code 3 d 4 h}, {@code 12 min 5 s}, {@code 2.4 s}, {@code 12 ms}. */
  public static String elapsed(Duration duration) {
    long seconds = duration.toSeconds();
    if (duration.isNegative()) {
      return "-" + elapsed(duration.negated());
    }
    if (seconds < 1) {
      return duration.toMillis() + " ms";
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
    if (seconds < 3_600) {
      return "%d min %d s".formatted(seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return "%d h %d min".formatted(seconds / 3_600, seconds % 3_600 / 60);
    }
    return "%d d %d h".formatted(seconds / 86_400, seconds % 86_400 / 3_600);
  }

  /** {@code 2026-03-01 06:00Z}, with seconds where there are some; {@code -} for null. */
  public static String instant(@Nullable Instant instant) {
    return instant == null
        ? "-"
        : instant
            .truncatedTo(ChronoUnit.SECONDS)
            .atOffset(ZoneOffset.UTC)
            .toString()
            .replace('T', ' ');
  }
}
