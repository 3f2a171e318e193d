package io.featurefactory.definitions.yaml;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Durations as users write them: {@code 30s}, {@code 15m}, {@code 1h}, {@code 7d}, {@code 2w}; at
 * most 100 years, so that boundaries around them are instants that can be stored.
 */
public final class DurationText {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhdw])");

  private static final Duration LONGEST = Duration.ofDays(36_525);

  private DurationText() {}

  /** The duration; null if the text is none, or one of more than 100 years. */
  public static @Nullable Duration find(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long number = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          case "d" -> Duration.ofDays(number);
          default -> Duration.ofDays(7 * number);
        };
    return duration.compareTo(LONGEST) > 0 ? null : duration;
  }

  /** What to say was expected instead of a text that is no duration, or too long a one. */
  public static String expectation(String text, String usual) {
    return FORM.matcher(text).matches() && find(text) == null ? "at most 100 years, 36525d" : usual;
  }

  /** The text of whole seconds, in the greatest unit that divides them, weeks excepted. */
  public static String of(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0 && seconds > 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0 && seconds > 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
