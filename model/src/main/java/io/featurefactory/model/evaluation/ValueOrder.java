package io.featurefactory.model.evaluation;

import java.math.BigDecimal;
import java.time.Instant;

/** The order of scalar values of one type, by which expressions compare. */
final class ValueOrder {
  private ValueOrder() {}

  static int compare(Object left, Object right) {
    if (left instanceof Double a && right instanceof Double b) {
      return compare(a.doubleValue(), b.doubleValue());
    }
    if (left instanceof String a && right instanceof String b) {
      return compare(a, b);
    }
    if (left instanceof Long a && right instanceof Long b) {
      return a.compareTo(b);
    }
    if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
      return a.compareTo(b);
    }
    if (left instanceof Instant a && right instanceof Instant b) {
      return a.compareTo(b);
    }
    if (left instanceof Boolean a && right instanceof Boolean b) {
      return a.compareTo(b);
    }
    throw new IllegalArgumentException(
        "comparison of %s with %s (expected: scalars of one class)"
            .formatted(left.getClass().getSimpleName(), right.getClass().getSimpleName()));
  }

  /** NaN is the greatest, the zeros are equal. */
  private static int compare(double left, double right) {
    return left == right ? 0 : Double.compare(left, right);
  }

  /** By code points, which is the order of UTF-8 bytes; surrogates make UTF-16 differ. */
  private static int compare(String left, String right) {
    int end = Math.min(left.length(), right.length());
    for (int i = 0; i < end; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean mixed = Character.isSurrogate(a) != Character.isSurrogate(b);
        return mixed ? Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b)) : a - b;
      }
    }
    return left.length() - right.length();
  }
}
