package io.featurefactory.testkit.oracle;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one order of values: {@code false < true}, numbers by value with {@code -0.0 = 0.0} and NaN
 * last, text by code points, instants by time, lists element by element; NULL after everything.
 */
public final class ValueOrder implements Comparator<@Nullable Object> {
  /** The order. */
  public static final ValueOrder VALUES = new ValueOrder();

  private ValueOrder() {}

  @Override
  public int compare(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return Boolean.compare(a == null, b == null);
    }
    if (a instanceof Boolean x && b instanceof Boolean y) {
      return Boolean.compare(x, y);
    }
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Double x && b instanceof Double y) {
      return Double.compare(withoutNegativeZero(x), withoutNegativeZero(y));
    }
    if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
      return x.compareTo(y);
    }
    if (a instanceof String x && b instanceof String y) {
      return Arrays.compare(x.codePoints().toArray(), y.codePoints().toArray());
    }
    if (a instanceof Instant x && b instanceof Instant y) {
      return x.compareTo(y);
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      return compareLists(x, y);
    }
    throw new IllegalArgumentException(
        "values of %s and %s (expected: of one type)".formatted(a.getClass(), b.getClass()));
  }

  /** True if the values are the same: NULL is the same as NULL, NaN as NaN. */
  public boolean same(@Nullable Object a, @Nullable Object b) {
    return compare(a, b) == 0;
  }

  /** {@code 0.0} for {@code -0.0}; other values as they are. */
  static double withoutNegativeZero(double value) {
    return value == 0.0 ? 0.0 : value;
  }

  private int compareLists(List<?> a, List<?> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int byElement = compare(a.get(i), b.get(i));
      if (byElement != 0) {
        return byElement;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
