package io.featurefactory.model.evaluation;

import io.featurefactory.model.DataType;
import io.featurefactory.model.ScalarFunction;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of numbers. */
final class Arithmetic {
  private Arithmetic() {}

  static @Nullable Object apply(ScalarFunction function, List<Object> values, DataType type) {
    Object first = values.get(0);
    try {
      if (function == ScalarFunction.SIGN) {
        return sign(first);
      }
      if (first instanceof Long number) {
        return integer(function, number, values);
      }
      if (first instanceof BigDecimal number) {
        return decimal(function, number, values, (DataType.Decimal) type);
      }
      return real(function, (Double) first, values);
    } catch (ArithmeticException overflow) {
      throw EvaluationErrors.outOfRange(function.symbol(), values, type);
    }
  }

  private static @Nullable Object integer(ScalarFunction function, long a, List<Object> values) {
    return switch (function) {
      case ADD -> Math.addExact(a, (Long) values.get(1));
      case SUBTRACT -> Math.subtractExact(a, (Long) values.get(1));
      case MULTIPLY -> Math.multiplyExact(a, (Long) values.get(1));
      case MODULO -> integerModulo(a, (Long) values.get(1));
      case NEGATE -> Math.negateExact(a);
      case ABS -> Math.absExact(a);
      default -> throw unexpected(function);
    };
  }

  /** The kernel refuses the one remainder whose quotient overflows. */
  private static @Nullable Object integerModulo(long a, long b) {
    if (a == Long.MIN_VALUE && b == -1) {
      throw new ArithmeticException();
    }
    return b == 0 ? null : (Long) (a % b);
  }

  private static @Nullable Object decimal(
      ScalarFunction function, BigDecimal a, List<Object> values, DataType.Decimal type) {
    BigDecimal result =
        switch (function) {
          case ADD -> a.add((BigDecimal) values.get(1));
          case SUBTRACT -> a.subtract((BigDecimal) values.get(1));
          case MULTIPLY -> a.multiply((BigDecimal) values.get(1));
          case MODULO -> decimalModulo(a, (BigDecimal) values.get(1));
          case NEGATE -> a.negate();
          case ABS -> a.abs();
          case ROUND -> a.setScale(type.scale(), RoundingMode.HALF_UP);
          case FLOOR -> a.setScale(0, RoundingMode.FLOOR);
          case CEIL -> a.setScale(0, RoundingMode.CEILING);
          default -> throw unexpected(function);
        };
    return result == null ? null : Conversion.fit(result, type);
  }

  private static @Nullable BigDecimal decimalModulo(BigDecimal a, BigDecimal b) {
    return b.signum() == 0 ? null : a.remainder(b);
  }

  private static @Nullable Object real(ScalarFunction function, double a, List<Object> values) {
    double b = values.size() > 1 && values.get(1) instanceof Double second ? second : 0;
    return switch (function) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> b == 0 ? null : (Double) (a / b);
      case MODULO -> b == 0 ? null : (Double) (a % b);
      case NEGATE -> -a;
      case ABS -> Math.abs(a);
      case LN -> a <= 0 ? null : (Double) Math.log(a);
      case LOG10 -> a <= 0 ? null : (Double) Math.log10(a);
      case EXP -> Math.exp(a);
      case SQRT -> a < 0 ? null : (Double) Math.sqrt(a);
      case POWER -> power(a, b);
      case ROUND -> round(a, (Long) values.get(1));
      case FLOOR -> Math.floor(a);
      case CEIL -> Math.ceil(a);
      default -> throw unexpected(function);
    };
  }

  private static @Nullable Object power(double base, double exponent) {
    boolean whole = exponent == Math.floor(exponent) || Double.isNaN(exponent);
    if ((base < 0 && !whole) || (base == 0 && exponent < 0)) {
      return null;
    }
    // C and IEEE 754 say 1 where Java says NaN.
    boolean one = base == 1 || (base == -1 && Double.isInfinite(exponent));
    return one ? (Double) 1.0 : (Double) Math.pow(base, exponent);
  }

  private static double round(double number, long digits) {
    double factor = Math.pow(10, (double) digits);
    double rounded = halfAwayFromZero(number * factor) / factor;
    return Double.isFinite(rounded) ? rounded : number;
  }

  static double halfAwayFromZero(double number) {
    double size = Math.abs(number);
    double floor = Math.floor(size);
    return Math.copySign(size - floor >= 0.5 ? floor + 1 : floor, number);
  }

  private static long sign(Object number) {
    if (number instanceof Long integer) {
      return Long.signum(integer);
    }
    if (number instanceof BigDecimal decimal) {
      return decimal.signum();
    }
    double real = (Double) number;
    return real > 0 ? 1 : real < 0 ? -1 : 0;
  }

  private static IllegalArgumentException unexpected(ScalarFunction function) {
    return new IllegalArgumentException("operand of " + function + " (expected: another type)");
  }
}
