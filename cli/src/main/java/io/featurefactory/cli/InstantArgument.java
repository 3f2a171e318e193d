package io.featurefactory.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads instants of the years 1 to 9999: a date, a date and a time, without a zone (UTC) or with
 * one.
 */
final class InstantArgument implements ITypeConverter<Instant> {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  @Override
  public Instant convert(String value) {
    try {
      return parse(value);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'" + value + "' is no instant (expected: such as 2026-03-01 or 2026-03-01T06:00Z)");
    }
  }

  /**
   * Reads an instant.
   *
   * @throws DateTimeException if it is none
   */
  static Instant parse(String text) {
    Instant instant = any(text);
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new DateTimeException("before the year 1 or after 9999: " + text);
    }
    return instant;
  }

  private static Instant any(String text) {
    String iso = text.trim().replace(' ', 'T');
    if (iso.indexOf('T') < 0) {
      return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    try {
      return OffsetDateTime.parse(iso).toInstant();
    } catch (DateTimeParseException e) {
      return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }
  }
}
