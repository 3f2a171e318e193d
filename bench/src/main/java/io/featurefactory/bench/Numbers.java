package io.featurefactory.bench;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
  private static final double GIGABYTE = 1 << 30;

  private Numbers() {}

  /** {@code 40,000,000}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 12.34 s}; a hyphen for NaN. */
  static String seconds(double seconds) {
    return Double.isNaN(seconds) ? "-" : String.format(Locale.ROOT, "%.2f s", seconds);
  }

  /** {@code 1.25 GB}; a hyphen for 0. */
  static String gigabytes(long bytes) {
    return bytes == 0 ? "-" : String.format(Locale.ROOT, "%.2f GB", bytes / GIGABYTE);
  }

  /** {@code 1.5}, {@code 8}: no zeros at the end. */
  static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /** {@code 0.123}, {@code 1.23}, {@code 12.3}: three digits that count. */
  static String ratio(double number) {
    String format = number < 1 ? "%.3f" : number < 10 ? "%.2f" : "%.1f";
    return String.format(Locale.ROOT, format, number);
  }
}
