package io.featurefactory.training.evaluate;

/**
 * A number that was measured.
 *
 * @param low the lower end of its 95 % interval
 * @param high the upper end
 */
public record Estimate(double value, double low, double high) {
  /** True if the interval is above 0. */
  public boolean isPositive() {
    return low > 0;
  }

  /** True if the interval is below 0. */
  public boolean isNegative() {
    return high < 0;
  }
}
