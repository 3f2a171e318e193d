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

/** Reads instants: a date, a date and a time, each without a zone (UTC) or with an offset. */
final class InstantArgument implements ITypeConverter<Instant> {
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
