package io.featurefactory.demo;

/**
 * Draws numbers in proportion to weights in constant time: Walker's alias method as built by Vose
 * ("A linear algorithm for generating random numbers with a given distribution", 1991). Immutable.
 */
final class AliasTable {
  private static final double ONE = 0x1.0p32;

  /** In each column the share that keeps it, and above that the alias. */
  private final long[] columns;

  /**
   * @param weights not negative, at least one positive; overwritten
   */
  AliasTable(double[] weights) {
    int n = weights.length;
    columns = new long[n];
    scaleToMeanOne(weights);
    int[] small = new int[n];
    int[] large = new int[n];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < n; i++) {
      columns[i] = column(i, 1);
      if (weights[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    // What is left in the end differs from 1 by rounding only, and keeps its column.
    while (smalls > 0 && larges > 0) {
      int low = small[--smalls];
      int high = large[larges - 1];
      columns[low] = column(high, weights[low]);
      weights[high] -= 1 - weights[low];
      if (weights[high] < 1) {
        larges--;
        small[smalls++] = high;
      }
    }
  }

  /** A number in [0, size) from 64 random bits. */
  int draw(long bits) {
    int index = (int) (((bits >>> 32) * columns.length) >>> 32);
    long column = columns[index];
    return (bits & 0xFFFFFFFFL) < (column & 0xFFFFFFFFL) ? index : (int) (column >>> 32);
  }

  /** Zipf with exponent {@code s}: the r-th of {@code size}, from 1, has weight (r + shift)^-s. */
  static double[] zipf(int size, double s, double shift) {
    double[] weights = new double[size];
    for (int i = 0; i < size; i++) {
      weights[i] = StrictMath.pow(i + 1 + shift, -s);
    }
    return weights;
  }

  private static long column(int alias, double keep) {
    return (long) alias << 32 | Math.min(0xFFFFFFFFL, (long) (keep * ONE));
  }

  private static void scaleToMeanOne(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= weights.length / sum;
    }
  }
}
