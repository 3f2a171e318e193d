package io.featurefactory.testkit.oracle;

import io.featurefactory.model.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums, averages and variances: exact, rounded once at the end. Lists are never empty. */
final class Numbers {
  private static final BigDecimal MIN_BIGINT = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX_BIGINT = BigDecimal.valueOf(Long.MAX_VALUE);

  private Numbers() {}

  /** BIGINT, DECIMAL or DOUBLE, as the values are. */
  static Object sum(List<Object> values) {
    if (!allFinite(values)) {
      return sumAsIeee(values);
    }
    BigDecimal sum = exactSum(values);
    if (values.get(0) instanceof Double) {
      return sum.doubleValue();
    }
    if (values.get(0) instanceof Long) {
      if (sum.compareTo(MIN_BIGINT) < 0 || sum.compareTo(MAX_BIGINT) > 0) {
        throw new ArithmeticException("sum " + sum + " (expected: a BIGINT)");
      }
      return sum.longValueExact();
    }
    if (sum.precision() > DataType.Decimal.MAX_PRECISION) {
      throw new ArithmeticException("sum " + sum + " (expected: at most 38 digits)");
    }
    return sum;
  }

  static double average(List<Object> values) {
    return allFinite(values)
        ? quotient(exactSum(values), BigDecimal.valueOf(values.size()))
        : sumAsIeee(values);
  }

  /** Of the sample; null below two values. */
  static @Nullable Double variance(List<Object> values) {
    if (values.size() < 2) {
      return null;
    }
    if (!allFinite(values)) {
      return Double.NaN;
    }
    BigDecimal n = BigDecimal.valueOf(values.size());
    BigDecimal sum = exactSum(values);
    BigDecimal sumOfSquares = BigDecimal.ZERO;
    for (Object value : values) {
      BigDecimal x = AggregateValue.exact(value);
      sumOfSquares = sumOfSquares.add(x.multiply(x));
    }
    BigDecimal numerator = n.multiply(sumOfSquares).subtract(sum.multiply(sum));
    return quotient(numerator, n.multiply(n.subtract(BigDecimal.ONE)));
  }

  static @Nullable Double standardDeviation(List<Object> values) {
    Double variance = variance(values);
    return variance == null ? null : Math.sqrt(variance);
  }

  static boolean allFinite(List<Object> values) {
    return values.stream().noneMatch(v -> v instanceof Double d && !Double.isFinite(d));
  }

  /** With an infinity or a NaN the order of adding does not matter, but for finite overflow. */
  private static double sumAsIeee(List<Object> values) {
    double sum = 0;
    for (Object value : values) {
      if (value instanceof Double number && !Double.isFinite(number)) {
        sum += number;
      }
    }
    return sum;
  }

  private static BigDecimal exactSum(List<Object> values) {
    BigDecimal sum = AggregateValue.exact(values.get(0));
    for (Object value : values.subList(1, values.size())) {
      sum = sum.add(AggregateValue.exact(value));
    }
    return sum;
  }

  /**
   * The quotient, rounded once to the nearest DOUBLE.
   *
   * <p>The quotient is cut to an integer of at least 100 bits times a power of two, whose last bit
   * is set if something was cut off: with far more bits than a DOUBLE has, that integer is rounded
   * to the same DOUBLE as the quotient.
   *
   * @param divisor not 0
   */
  static double quotient(BigDecimal dividend, BigDecimal divisor) {
    int scale = Math.max(0, Math.max(dividend.scale(), divisor.scale()));
    BigInteger p = dividend.setScale(scale).unscaledValue();
    BigInteger q = divisor.setScale(scale).unscaledValue();
    int shift = Math.max(0, 100 - p.abs().bitLength() + q.abs().bitLength());
    BigInteger[] cut = p.abs().shiftLeft(shift).divideAndRemainder(q.abs());
    BigInteger sticky = cut[1].signum() == 0 ? cut[0] : cut[0].setBit(0);
    BigDecimal rounded =
        new BigDecimal(sticky).divide(new BigDecimal(BigInteger.ONE.shiftLeft(shift)));
    return p.signum() * q.signum() < 0 ? -rounded.doubleValue() : rounded.doubleValue();
  }
}
