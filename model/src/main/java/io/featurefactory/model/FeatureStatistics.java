package io.featurefactory.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a feature look like at a boundary.
 *
 * @param rowCount rows that were measured, at least 0
 * @param nullRate share of NULL among them, 0 to 1
 * @param mean null where there is none: the feature is no number, there is no value, or it is NaN
 * @param minimum as text; null if there is no value
 * @param maximum as text; null if there is no value
 * @param quantiles by increasing {@code q}; empty if not measured
 */
public record FeatureStatistics(
    String feature,
    long rowCount,
    double nullRate,
    @Nullable Double mean,
    @Nullable String minimum,
    @Nullable String maximum,
    List<Quantile> quantiles) {
  public FeatureStatistics {
    mean = mean == null || mean.isNaN() ? null : mean;
    quantiles = List.copyOf(quantiles);
  }

  /**
   * The value below which a share of the values is.
   *
   * @param q 0 to 1
   */
  public record Quantile(double q, double value) {}
}
