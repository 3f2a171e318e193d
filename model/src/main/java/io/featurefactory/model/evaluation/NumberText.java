package io.featurefactory.model.evaluation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers and BOOLEAN in text, in the forms that the kernel's casts read; null for other text. */
final class NumberText {
  private static final String DIGITS = "[0-9]+(?:_[0-9]+)*";
  private static final Pattern DECIMAL =
      Pattern.compile(
          "([+-]?)(?:(%s)(?:\\.(%s)?)?|\\.(%s))(?:[eE]([+-]?[0-9]{1,9}))?"
              .formatted(DIGITS, DIGITS, DIGITS));
  private static final Pattern WITH_BASE = Pattern.compile("0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+))");
  private static final Pattern NO_NUMBER =
      Pattern.compile("([+-]?)(?:(inf|infinity)|nan)", Pattern.CASE_INSENSITIVE);
  private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "1");
  private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "0");

  /** More digits than this before the point fit nowhere. */
  private static final int MOST_DIGITS = 400;

  private NumberText() {}

  static @Nullable Boolean parseBoolean(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    return TRUE.contains(word) ? Boolean.TRUE : FALSE.contains(word) ? Boolean.FALSE : null;
  }

  /** A number for a BIGINT: also hexadecimal or binary. */
  static @Nullable BigDecimal parseWhole(String text) {
    Matcher matcher = WITH_BASE.matcher(trim(text));
    if (!matcher.matches()) {
      return parse(text);
    }
    String hexadecimal = matcher.group(1);
    return new BigDecimal(
        hexadecimal != null
            ? new BigInteger(hexadecimal, 16)
            : new BigInteger(matcher.group(2), 2));
  }

  static @Nullable BigDecimal parse(String text) {
    Matcher matcher = DECIMAL.matcher(trim(text));
    if (!matcher.matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(trim(text).replace("_", ""));
    long wholeDigits = (long) number.precision() - number.scale();
    if (number.signum() == 0 || wholeDigits < -MOST_DIGITS) {
      return BigDecimal.ZERO;
    }
    return wholeDigits > MOST_DIGITS ? null : number;
  }

  static @Nullable Double parseDouble(String text) {
    Matcher special = NO_NUMBER.matcher(trim(text));
    if (special.matches()) {
      double value = special.group(2) == null ? Double.NaN : Double.POSITIVE_INFINITY;
      return special.group(1).equals("-") ? -value : value;
    }
    return DECIMAL.matcher(trim(text)).matches()
        ? (Double) Double.parseDouble(trim(text).replace("_", ""))
        : null;
  }

  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (start < end && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
