package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Digits after the point that a decimal type has no room for, other than zeros: an import keeps a
 * value as it is, or not at all.
 *
 * <p>Binary numbers, and texts with an exponent, which are theirs, are inexact already: they are
 * rounded to the nearest.
 */
final class SurplusDigits {
  private SurplusDigits() {}

  /** The condition that a value has some; null if no value of that type can. */
  static @Nullable String condition(String value, FileType from, DataType to) {
    if (!(to instanceof DataType.Decimal decimal)) {
      return null;
    }
    if (from.text()) {
      // most values are short enough, which costs less to see than what the pattern does
      return "(strpos(%1$s, '.') BETWEEN 1 AND length(%1$s) - %2$d - 1 AND regexp_full_match(%1$s, %3$s))"
          .formatted(value, decimal.scale(), SqlText.text(expression(decimal)));
    }
    boolean finer = from.model() instanceof DataType.Decimal own && own.scale() > decimal.scale();
    return finer ? "TRY_CAST(%1$s AS %2$s) <> %1$s".formatted(value, SqlText.type(to)) : null;
  }

  /** The same for texts in this process. */
  static Pattern pattern(DataType.Decimal type) {
    return Pattern.compile(expression(type));
  }

  private static String expression(DataType.Decimal type) {
    return "[^eE.]*[.][0-9]{" + type.scale() + "}[0-9]*[1-9][0-9]*\\s*";
  }

  /** What is wrong with a value, after its column. */
  static String complaint(DataType type) {
    return " does not fit " + type.displayName() + " without rounding";
  }
}
