package io.featurefactory.model.evaluation;

import io.featurefactory.model.Boundaries;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Timestamps in text, in the forms that the kernel's casts read and write. */
final class TimestampText {
  private static final Pattern FORM =
      Pattern.compile(
          "[ \\t-\\r]*(?<year>[0-9]{1,6})(?<sep>[-/])(?<month>[0-9]{1,2})\\k<sep>(?<day>[0-9]{1,2})"
              + "(?:[ T](?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2})"
              + "(?::(?<second>[0-9]{1,2})(?:\\.(?<fraction>[0-9]*))?(?<zone>.*))?)?");
  private static final Pattern OFFSET =
      Pattern.compile(
          "(?<sign>[+-])(?<hours>[0-9]{2})(?::?(?<minutes>[0-9]{2})(?::?(?<seconds>[0-9]{2}))?)?");

  private TimestampText() {}

  /** The instant, UTC if the text has no zone; null if it is no timestamp. */
  static @Nullable Instant parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    try {
      LocalDate date =
          LocalDate.of(number(matcher, "year"), number(matcher, "month"), number(matcher, "day"));
      if (matcher.group("hour") == null) {
        return date.atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      LocalDateTime time = date.atStartOfDay();
      boolean midnight =
          number(matcher, "hour") == 24
              && number(matcher, "minute") == 0
              && number(matcher, "second") == 0
              && micros(matcher.group("fraction")) == 0;
      time = midnight ? time.plusDays(1) : date.atTime(time(matcher));
      return atZone(time, matcher.group("zone"));
    } catch (DateTimeException noDate) {
      return null;
    }
  }

  private static LocalTime time(Matcher matcher) {
    return LocalTime.of(
        number(matcher, "hour"),
        number(matcher, "minute"),
        number(matcher, "second"),
        micros(matcher.group("fraction")) * 1_000);
  }

  private static int number(Matcher matcher, String group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int micros(@Nullable String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "000000").substring(0, 6));
  }

  private static @Nullable Instant atZone(LocalDateTime time, @Nullable String zone) {
    if (zone == null || zone.isEmpty() || zone.equals("Z")) {
      return time.toInstant(ZoneOffset.UTC);
    }
    Matcher offset = OFFSET.matcher(zone);
    if (offset.matches()) {
      int seconds =
          number(offset, "hours") * 3600
              + number(offset, "minutes") * 60
              + number(offset, "seconds");
      int signed = offset.group("sign").equals("-") ? -seconds : seconds;
      return time.toInstant(ZoneOffset.UTC).minusSeconds(signed);
    }
    return zone.startsWith(" ") && zone.length() > 1 && Character.isLetter(zone.charAt(1))
        ? time.atZone(ZoneId.of(zone.substring(1))).toInstant()
        : null;
  }

  /** For instance {@code 2024-01-31 10:00:00.5}; in UTC. */
  static String of(Instant instant) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    boolean before = time.getYear() < 1;
    String date =
        "%04d-%02d-%02d%s"
            .formatted(
                before ? 1 - time.getYear() : time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                before ? " (BC)" : "");
    String seconds =
        "%s %02d:%02d:%02d".formatted(date, time.getHour(), time.getMinute(), time.getSecond());
    long micros = Math.floorMod(Boundaries.micros(instant), 1_000_000L);
    return micros == 0 ? seconds : seconds + ("." + "%06d".formatted(micros)).replaceAll("0+$", "");
  }
}
