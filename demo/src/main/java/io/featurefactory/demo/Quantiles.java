package io.featurefactory.demo;

/**
 * A distribution as a table of its quantiles: a uniform number in, a value out, without a logarithm
 * on the way. Immutable. {@code StrictMath} makes the tables the same on every machine.
 */
final class Quantiles {
  private static final int SIZE = 4096;

  /** Mean 0, standard deviation 1; at most about 3.7 on either side. */
  static final Quantiles NORMAL = normal();

  private final double[] values;

  private Quantiles(double[] values) {
    this.values = values;
  }

  /** The value below which a share {@code uniform}, in [0, 1), of all values lies. */
  double at(double uniform) {
    return values[(int) (uniform * SIZE)];
  }

  /** The value for the hash of a numbered thing. */
  double of(long bits) {
    return values[(int) (bits >>> 52)];
  }

  /** {@code median * exp(sigma * normal)}. */
  static Quantiles logNormal(double median, double sigma) {
    double[] values = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = median * StrictMath.exp(sigma * NORMAL.values[i]);
    }
    return new Quantiles(values);
  }

  /** Mean 1. */
  static Quantiles logNormal(double sigma) {
    return logNormal(StrictMath.exp(-sigma * sigma / 2), sigma);
  }

  /**
   * Through the given points, straight between them on a logarithmic scale.
   *
   * @param shares increasing, from 0 to 1
   * @param values positive, increasing
   */
  static Quantiles through(double[] shares, double[] values) {
    double[] table = new double[SIZE];
    int segment = 0;
    for (int i = 0; i < SIZE; i++) {
      double share = (i + 0.5) / SIZE;
      while (share > shares[segment + 1]) {
        segment++;
      }
      double within = (share - shares[segment]) / (shares[segment + 1] - shares[segment]);
      double growth = values[segment + 1] / values[segment];
      table[i] = values[segment] * StrictMath.pow(growth, within);
    }
    return new Quantiles(table);
  }

  /** Integrates the density in small steps and notes where each share is reached. */
  private static Quantiles normal() {
    double step = 1.0 / 1024;
    double density = 1 / StrictMath.sqrt(2 * StrictMath.PI);
    double[] values = new double[SIZE];
    double reached = 0.5;
    double x = 0;
    for (int i = SIZE / 2; i < SIZE; i++) {
      double share = (i + 0.5) / SIZE;
      while (reached < share) {
        double middle = x + step / 2;
        reached += step * density * StrictMath.exp(-middle * middle / 2);
        x += step;
      }
      values[i] = x;
      values[SIZE - 1 - i] = -x;
    }
    return new Quantiles(values);
  }
}
