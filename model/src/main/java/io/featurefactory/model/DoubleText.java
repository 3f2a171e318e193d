package io.featurefactory.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * DOUBLE as text: the shortest digits that read back to the same value, as the kernel writes them.
 *
 * <p>{@code Double.toString} does not give the shortest digits before JDK 19.
 */
public final class DoubleText {
  private static final int LEAST_PLAIN_EXPONENT = -4;
  private static final int GREATEST_PLAIN_EXPONENT = 15;

  private DoubleText() {}

  /**
   * For instance {@code 2.0}, {@code 0.0001}, {@code 1e-05}, {@code 1.5e+16}, {@code nan}, {@code
   * -inf}.
   */
  public static String of(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    String sign = Math.copySign(1, value) < 0 ? "-" : "";
    if (Double.isInfinite(value)) {
      return sign + "inf";
    }
    if (value == 0) {
      return sign + "0.0";
    }
    return sign + positive(shortest(Math.abs(value)));
  }

  /** The decimal number of fewest digits that reads back to a positive, finite value. */
  public static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    int first = value < Double.MIN_NORMAL ? 1 : 15;
    for (int digits = first; digits < 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  private static String positive(BigDecimal number) {
    String digits = number.unscaledValue().toString();
    int exponent = digits.length() - 1 - number.scale();
    if (exponent < LEAST_PLAIN_EXPONENT || exponent > GREATEST_PLAIN_EXPONENT) {
      String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
      return "%s%s%s%02d"
          .formatted(digits.charAt(0), fraction, exponent < 0 ? "e-" : "e+", Math.abs(exponent));
    }
    String plain = number.toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }
}
