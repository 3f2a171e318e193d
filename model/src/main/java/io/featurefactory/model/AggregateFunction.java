package io.featurefactory.model;

/** The aggregate functions of feature views. */
public enum AggregateFunction {
  /** {@code count(*)} or {@code count(x)}: BIGINT, 0 for the empty window. */
  COUNT,
  /** {@code count(distinct x)}: BIGINT, exact, 0 for the empty window. */
  COUNT_DISTINCT,
  /** Of BIGINT: BIGINT, overflow is an error; of DECIMAL(p,s): DECIMAL(38,s); of DOUBLE: DOUBLE. */
  SUM,
  /** Sum by count: DOUBLE. */
  AVG,
  /** The type of its argument. */
  MIN,
  /** The type of its argument. */
  MAX,
  /** Square root of the sample variance: DOUBLE, NULL below two values. */
  STDDEV,
  /** Sample variance: DOUBLE, NULL below two values. */
  VARIANCE,
  /** The value of the earliest event whose value is not NULL. */
  FIRST,
  /** The value of the latest event whose value is not NULL. */
  LAST,
  /** {@code last_n(x, n)}: array of the latest n values, newest first; NULL when there is none. */
  LAST_N,
  /** {@code last_n(distinct x, n)}: each value once, at its latest occurrence. */
  LAST_N_DISTINCT,
  /** {@code top_k(x, k)}: array of the most frequent values, ties by value, smallest first. */
  TOP_K,
  /** {@code quantile(x, q)}, {@code median(x)}: DOUBLE, relative error at most 1 %. */
  QUANTILE,
  /** Least squares slope of x over event time in days; of {@code count(*)}: over the tiles. */
  SLOPE
}
