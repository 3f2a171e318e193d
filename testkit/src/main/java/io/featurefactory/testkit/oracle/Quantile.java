package io.featurefactory.testkit.oracle;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Quantiles with a relative error of at most 1 %, by logarithmic buckets without collapsing
 * (Masson, Rim, Lee: DDSketch, VLDB 2019).
 */
final class Quantile {
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal GAMMA = new BigDecimal(101).divide(new BigDecimal(99), DIGITS);
  private static final BigDecimal HALF = new BigDecimal("0.99");
  private static final double LOG_GAMMA = Math.log(101.0 / 99.0);

  private Quantile() {}

  /** The value of the bucket with the element of rank {@code floor(q * (n - 1))}; one at least. */
  static double of(List<Object> values, double q) {
    List<Double> sorted = new ArrayList<>();
    for (Object value : values) {
      sorted.add(
          value instanceof Double number
              ? ValueOrder.withoutNegativeZero(number)
              : AggregateValue.exact(value).doubleValue());
    }
    sorted.sort(Double::compare);
    int rank = (int) Math.floor(q * (sorted.size() - 1));
    return bucketValue(sorted.get(rank));
  }

  /** The value that stands for all of the bucket that the number is in. */
  static double bucketValue(double number) {
    if (number == 0.0 || !Double.isFinite(number)) {
      return number;
    }
    double value = HALF.multiply(GAMMA.pow(bucket(Math.abs(number)), DIGITS), DIGITS).doubleValue();
    return Math.copySign(Math.min(value, Double.MAX_VALUE), number);
  }

  /** The {@code i} with {@code gamma^(i-1) < number <= gamma^i}. */
  static int bucket(double number) {
    BigDecimal exact = new BigDecimal(number);
    int i = (int) Math.ceil(Math.log(number) / LOG_GAMMA);
    while (exact.compareTo(GAMMA.pow(i, DIGITS)) > 0) {
      i++;
    }
    while (exact.compareTo(GAMMA.pow(i - 1, DIGITS)) <= 0) {
      i--;
    }
    return i;
  }
}
