package io.featurefactory.compute;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logarithmic buckets that hold numbers within one percent, mergeable by adding counts (Masson,
 * Rim, Lee: "DDSketch", VLDB 2019): bucket {@code i} of the positive numbers is {@code (g^(i-1),
 * g^i]} with {@code g = 1.01 / 0.99}, and stands for {@code 2 g^i / (g + 1)}. The code of a bucket
 * grows with the numbers that it holds.
 */
final class QuantileBuckets {
  /** Codes of positive buckets are above this, those of negative ones below its negative. */
  private static final int ORIGIN = 100_000;

  private static final int INFINITE = 200_000;
  private static final int NAN = 300_000;

  /** What buckets stand for, as far as it was asked; there are at most some seventy thousand. */
  private static final Map<Long, Double> MIDDLES = new ConcurrentHashMap<>();

  private QuantileBuckets() {}

  /** The code of a number's bucket; NULL for NULL. */
  static String bucket(String x) {
    return ("CASE WHEN isnan(%1$s) THEN %2$d WHEN isinf(%1$s) THEN (CASE WHEN %1$s > 0 THEN %3$d ELSE -%3$d END)"
            + " WHEN %1$s > 0 THEN ceil(ln(%1$s) / ln(1.01::DOUBLE / 0.99::DOUBLE))::BIGINT + %4$d"
            + " WHEN %1$s < 0 THEN -(ceil(ln(-(%1$s)) / ln(1.01::DOUBLE / 0.99::DOUBLE))::BIGINT + %4$d)"
            + " WHEN %1$s = 0 THEN 0 END")
        .formatted(x, NAN, INFINITE, ORIGIN);
  }

  /** SQL of the number that a bucket stands for. */
  static String value(String code) {
    return "ff_quantile_value(" + code + ")";
  }

  /** The number that a bucket stands for, rounded once. */
  static double value(long code) {
    long bucket = Math.abs(code);
    if (code == 0 || bucket == NAN) {
      return code == 0 ? 0.0 : Double.NaN;
    }
    double positive =
        bucket == INFINITE
            ? Double.POSITIVE_INFINITY
            : MIDDLES.computeIfAbsent(bucket, QuantileBuckets::middle);
    return code > 0 ? positive : -positive;
  }

  /** {@code 0.99 g^i} for the bucket {@code i}, at most the greatest finite number. */
  private static double middle(long bucket) {
    int i = (int) (bucket - ORIGIN);
    BigInteger up = BigInteger.valueOf(101).pow(Math.abs(i));
    BigInteger down = BigInteger.valueOf(99).pow(Math.abs(i));
    BigDecimal numerator = new BigDecimal(i < 0 ? down : up).multiply(BigDecimal.valueOf(99));
    BigDecimal denominator = new BigDecimal(i < 0 ? up : down).multiply(BigDecimal.valueOf(100));
    return Math.min(Rounding.quotient(numerator, denominator), Double.MAX_VALUE);
  }
}
