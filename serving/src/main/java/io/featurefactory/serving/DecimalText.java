package io.featurefactory.serving;

import io.featurefactory.model.DataType;
import java.math.BigDecimal;

/** Decimal numbers as callers write them. */
public final class DecimalText {
  private static final int MOST_DIGITS = 1_000;

  private DecimalText() {}

  /**
   * The number that a text stands for, with the scale of the type.
   *
   * @throws NumberFormatException if the text is no number
   * @throws ArithmeticException if it has more digits than the type
   */
  public static BigDecimal parse(String text, DataType.Decimal type) {
    // without writing out the zeros of an exponent before it is known that they are few
    BigDecimal number = new BigDecimal(text);
    long whole = (long) number.precision() - number.scale();
    boolean tooLong = number.signum() != 0 && whole > type.precision();
    if (tooLong || Math.abs((long) number.scale()) > MOST_DIGITS) {
      throw new ArithmeticException("too many digits");
    }
    BigDecimal scaled = number.setScale(type.scale());
    if (scaled.precision() > type.precision()) {
      throw new ArithmeticException("too many digits");
    }
    return scaled;
  }
}
