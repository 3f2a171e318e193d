package io.featurefactory.compute;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Exact numbers to the nearest DOUBLE, ties to even: rounded once, also where the result is
 * subnormal. {@link BigDecimal#doubleValue()} does the same, but by way of decimal digits, of which
 * a sum of DOUBLE has a thousand.
 */
final class Rounding {
  /** Bits of a DOUBLE's significand. */
  private static final int PRECISION = 53;

  /** The least power of two that is a DOUBLE. */
  private static final int LOWEST_EXPONENT = -1074;

  private Rounding() {}

  /** {@code integer * 2^exponent}; infinite if it is beyond all DOUBLE, never {@code -0.0}. */
  static double scaled(BigInteger integer, int exponent) {
    BigInteger magnitude = integer.abs();
    int unit = Math.max(magnitude.bitLength() + exponent - PRECISION, LOWEST_EXPONENT);
    int dropped = unit - exponent;
    if (dropped <= 0) {
      return integer.signum() * Math.scalb(magnitude.doubleValue(), exponent) + 0.0;
    }
    long kept = magnitude.shiftRight(dropped).longValueExact();
    if (roundsUp(magnitude, dropped, kept)) {
      kept++;
    }
    return integer.signum() * Math.scalb((double) kept, unit) + 0.0;
  }

  private static boolean roundsUp(BigInteger magnitude, int dropped, long kept) {
    boolean half = magnitude.testBit(dropped - 1);
    boolean more = magnitude.getLowestSetBit() < dropped - 1;
    return half && (more || (kept & 1) == 1);
  }

  /** The quotient of two numbers. */
  static double quotient(BigDecimal numerator, BigDecimal denominator) {
    int scale = Math.max(numerator.scale(), denominator.scale());
    return quotient(
        numerator.setScale(scale).unscaledValue(), denominator.setScale(scale).unscaledValue());
  }

  /** The quotient of two integers. */
  static double quotient(BigInteger numerator, BigInteger denominator) {
    int signum = numerator.signum() * denominator.signum();
    BigInteger dividend = numerator.abs();
    BigInteger divisor = denominator.abs();
    // enough bits of the quotient to round, and one that says whether there are more
    int shift = Math.max(0, PRECISION + 2 + divisor.bitLength() - dividend.bitLength());
    BigInteger[] result = dividend.shiftLeft(shift).divideAndRemainder(divisor);
    BigInteger quotient = result[0].shiftLeft(1);
    BigInteger sticky = result[1].signum() == 0 ? quotient : quotient.setBit(0);
    return signum * scaled(sticky, -shift - 1) + 0.0;
  }
}
