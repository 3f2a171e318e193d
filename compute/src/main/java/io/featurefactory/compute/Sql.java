package io.featurefactory.compute;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pieces of the kernel's SQL: identifiers, literals, types and lists. */
final class Sql {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Duration DAY = Duration.ofDays(1);

  private Sql() {}

  /** A quoted identifier. */
  static String id(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text literal. */
  static String string(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A TIMESTAMP literal; instants outside of the printable years are given by microseconds. */
  static String timestamp(Instant instant) {
    int year = instant.atOffset(ZoneOffset.UTC).getYear();
    long micros = Boundaries.micros(instant);
    if (year < 1 || year > 9999) {
      return "make_timestamp(" + micros + ")";
    }
    long fraction = Math.floorMod(micros, 1_000_000L);
    String seconds = TIMESTAMP.format(instant);
    return "TIMESTAMP '" + seconds + (fraction == 0 ? "" : ".%06d".formatted(fraction)) + "'";
  }

  /** An INTERVAL literal of exactly this length. */
  static String interval(Duration duration) {
    long micros = Boundaries.micros(duration);
    return micros % 1_000_000 == 0
        ? "INTERVAL '" + micros / 1_000_000 + " seconds'"
        : "INTERVAL '" + micros + " microseconds'";
  }

  /** The greatest multiple of the hop since 1970 that is not after the timestamp. */
  static String floor(String timestamp, Duration hop) {
    if (hop.equals(DAY)) {
      return "date_trunc('day', " + timestamp + ")"; // in half the time
    }
    return "time_bucket(" + interval(hop) + ", " + timestamp + ", TIMESTAMP '1970-01-01 00:00:00')";
  }

  /** The least multiple of the hop since 1970 that is not before the timestamp. */
  static String ceiling(String timestamp, Duration hop) {
    String justBefore = timestamp + " - INTERVAL '1 microsecond'";
    return "(" + floor(justBefore, hop) + " + " + interval(hop) + ")";
  }

  /** The kernel's name of a type. */
  static String type(DataType type) {
    if (type instanceof DataType.Decimal decimal) {
      return "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
    }
    if (type instanceof DataType.Array array) {
      return type(array.element()) + "[]";
    }
    if (type instanceof DataType.Struct struct) {
      return struct.fields().stream()
          .map(f -> id(f.name()) + " " + type(f.type()))
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }
    return ((DataType.Primitive) type).name();
  }

  /** NULL as a value of the type. */
  static String nullOf(DataType type) {
    return "NULL::" + type(type);
  }

  /** The items, each turned to text, with {@code ", "} between. */
  static <T> String list(Collection<T> items, Function<? super T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(", "));
  }

  /** The items, one a line, with a comma between, each line indented. */
  static <T> String lines(Collection<T> items, Function<? super T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(",\n    ", "    ", ""));
  }
}
