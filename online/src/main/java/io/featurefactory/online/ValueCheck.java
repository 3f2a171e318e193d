package io.featurefactory.online;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that values are of their type, so that every value that is written can be read. */
final class ValueCheck {
  /** The first microsecond that {@link Boundaries#micros(Instant)} can count. */
  static final long FIRST_MICROSECOND = Long.MIN_VALUE / 1_000_000 * 1_000_000;

  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
  }

  private ValueCheck() {}

  /** The value itself, or a copy of a list; times are cut to microseconds. */
  static Object checked(DataType type, Object value) {
    if (type instanceof Array array && value instanceof List<?> list) {
      return elements(array.element(), list);
    }
    if (type instanceof Decimal decimal && value instanceof BigDecimal number) {
      return digits(number, decimal);
    }
    if (type instanceof Primitive primitive) {
      return primitive(primitive, value);
    }
    throw wrong(type, value);
  }

  private static Object primitive(Primitive type, Object value) {
    boolean fits =
        switch (type) {
          case BOOLEAN -> value instanceof Boolean;
          case BIGINT -> value instanceof Long;
          case DOUBLE -> value instanceof Double;
          case FLOAT -> value instanceof Float;
          case VARCHAR -> value instanceof String text && unicode(text);
          case TIMESTAMP -> value instanceof Instant instant && inRange(instant);
        };
    if (!fits) {
      throw wrong(type, value);
    }
    return value instanceof Instant instant
        ? Boundaries.ofMicros(Boundaries.micros(instant))
        : value;
  }

  private static List<@Nullable Object> elements(DataType type, List<?> list) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    for (Object element : list) {
      copy.add(element == null ? null : checked(type, element));
    }
    return Collections.unmodifiableList(copy);
  }

  private static BigDecimal digits(BigDecimal value, Decimal type) {
    if (value.scale() != type.scale() || value.precision() > type.precision()) {
      throw wrong(type, value.toPlainString());
    }
    return value;
  }

  /** True if the unscaled value has no more digits than the type, of precision up to 18. */
  static boolean fits(long unscaled, Decimal type) {
    long limit = POWERS_OF_TEN[type.precision()];
    return unscaled > -limit && unscaled < limit;
  }

  /** True if the unscaled value has no more digits than the type. */
  static boolean fits(BigInteger unscaled, Decimal type) {
    return new BigDecimal(unscaled).precision() <= type.precision();
  }

  private static boolean inRange(Instant instant) {
    try {
      Boundaries.micros(instant);
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** True if the text has no half of a surrogate pair, which UTF-8 cannot hold. */
  private static boolean unicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  static IllegalArgumentException wrong(DataType type, Object value) {
    return new IllegalArgumentException(
        "value %s of %s (expected: a value of type %s)"
            .formatted(value, value.getClass().getSimpleName(), type.displayName()));
  }
}
