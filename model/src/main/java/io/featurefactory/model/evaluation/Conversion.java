package io.featurefactory.model.evaluation;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.DoubleText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What CAST does. */
final class Conversion {
  private static final double TWO_TO_63 = 0x1p63;
  private static final double TWO_TO_64 = 0x1p64;
  private static final BigInteger EXACT_IN_DOUBLE = BigInteger.ONE.shiftLeft(53);

  private Conversion() {}

  /** The value as one of the type; fails with a message that names it if there is none. */
  static Object convert(Object value, DataType type) {
    Object converted;
    try {
      converted = find(value, type);
    } catch (ArithmeticException outOfRange) {
      converted = null;
    }
    if (converted == null) {
      throw EvaluationErrors.notConvertible(value, type);
    }
    return converted;
  }

  private static @Nullable Object find(Object value, DataType type) {
    if (type instanceof Decimal decimal) {
      BigDecimal exact = toDecimal(value, decimal.scale());
      return exact == null
          ? null
          : fit(exact.setScale(decimal.scale(), RoundingMode.HALF_UP), decimal);
    }
    if (!(type instanceof Primitive primitive)) {
      return value;
    }
    return switch (primitive) {
      case BOOLEAN -> toBoolean(value);
      case BIGINT -> toLong(value);
      case DOUBLE, FLOAT -> toDouble(value);
      case VARCHAR -> toText(value);
      case TIMESTAMP -> value instanceof String text ? TimestampText.parse(text) : value;
    };
  }

  /**
   * The number with exactly the type's scale; an {@link ArithmeticException} if it has more digits.
   */
  static BigDecimal fit(BigDecimal number, Decimal type) {
    BigDecimal scaled = number.setScale(type.scale(), RoundingMode.UNNECESSARY);
    if (scaled.precision() > type.precision()) {
      throw new ArithmeticException("too many digits");
    }
    return scaled;
  }

  private static @Nullable Object toBoolean(Object value) {
    if (value instanceof String text) {
      return NumberText.parseBoolean(text);
    }
    return value instanceof Long number ? (Object) (number != 0) : value;
  }

  private static @Nullable Object toLong(Object value) {
    if (value instanceof String text) {
      BigDecimal number = NumberText.parseWhole(text);
      return number == null ? null : (Object) roundToLong(number);
    }
    if (value instanceof BigDecimal number) {
      return roundToLong(number);
    }
    if (value instanceof Double number) {
      double rounded = Math.rint(number);
      return rounded >= -TWO_TO_63 && rounded < TWO_TO_63 ? (Long) (long) rounded : null;
    }
    return value instanceof Boolean flag ? (Object) (flag ? 1L : 0L) : value;
  }

  private static long roundToLong(BigDecimal number) {
    return number.setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  private static @Nullable BigDecimal toDecimal(Object value, int scale) {
    if (value instanceof String text) {
      return NumberText.parse(text);
    }
    if (value instanceof Long number) {
      return BigDecimal.valueOf(number);
    }
    if (value instanceof Boolean flag) {
      return flag ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (value instanceof Double number) {
      double scaled = Arithmetic.halfAwayFromZero(number * powerOfTen(scale));
      return Double.isFinite(scaled) ? new BigDecimal(scaled).scaleByPowerOfTen(-scale) : null;
    }
    return (BigDecimal) value;
  }

  private static @Nullable Object toDouble(Object value) {
    if (value instanceof String text) {
      return NumberText.parseDouble(text);
    }
    if (value instanceof Long number) {
      return (double) number;
    }
    if (value instanceof BigDecimal number) {
      return toDouble(number);
    }
    return value instanceof Boolean flag ? (Object) (flag ? 1.0 : 0.0) : value;
  }

  /** By the kernel's steps, which do not always give the nearest DOUBLE. */
  private static double toDouble(BigDecimal number) {
    BigInteger unscaled = number.unscaledValue();
    double power = powerOfTen(number.scale());
    if (unscaled.abs().compareTo(EXACT_IN_DOUBLE) <= 0 || number.scale() == 0) {
      return toDouble(unscaled) / power;
    }
    BigInteger[] parts = unscaled.divideAndRemainder(BigInteger.TEN.pow(number.scale()));
    return toDouble(parts[0]) + toDouble(parts[1]) / power;
  }

  private static double toDouble(BigInteger number) {
    if (number.bitLength() < Long.SIZE) {
      return number.longValue();
    }
    BigInteger size = number.abs();
    BigInteger low = size.subtract(size.shiftRight(64).shiftLeft(64));
    double result = size.shiftRight(64).longValue() * TWO_TO_64 + low.doubleValue();
    return number.signum() < 0 ? -result : result;
  }

  private static double powerOfTen(int exponent) {
    return Double.parseDouble("1e" + exponent);
  }

  private static String toText(Object value) {
    if (value instanceof Double number) {
      return DoubleText.of(number);
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return value instanceof Instant instant ? TimestampText.of(instant) : value.toString();
  }
}
