package io.featurefactory.compute;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.DoubleText;
import io.featurefactory.model.Expr;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Constants as SQL. */
final class SqlLiteral {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Up to here a DOUBLE is the same when the kernel reads it as a DECIMAL first. */
  private static final int EXACT_DIGITS = 15;

  private SqlLiteral() {}

  /** With exactly the literal's type, wherever it stands. */
  static SqlFragment typed(Expr.Literal literal) {
    Object value = literal.value();
    SqlFragment bare = bare(literal);
    boolean natural =
        value instanceof Boolean
            || value instanceof String
            || value instanceof Instant
            || (value instanceof Double number && isNaturallyReal(number, bare))
            || (value instanceof BigDecimal decimal
                && decimal.scale() > 0
                && literal.type().equals(naturalType(decimal)));
    if (natural) {
      return bare;
    }
    return new SqlFragment(
        bare.above(SqlFragment.SIGN) + "::" + type(literal.type()), SqlFragment.CAST);
  }

  private static boolean isNaturallyReal(double number, SqlFragment bare) {
    return !Double.isFinite(number) || bare.text().contains("e");
  }

  /** In its shortest form, for a place where the kernel brings it to the literal's type. */
  static SqlFragment bare(Expr.Literal literal) {
    Object value = literal.value();
    if (value == null) {
      return SqlFragment.primary("NULL");
    }
    if (value instanceof String string) {
      return SqlFragment.primary("'" + string.replace("'", "''") + "'");
    }
    if (value instanceof Instant instant) {
      return SqlFragment.primary(timestamp(instant));
    }
    if (value instanceof Boolean) {
      return SqlFragment.primary(value.toString());
    }
    if (value instanceof Long number) {
      // Without its sign the least BIGINT would be none.
      return number == Long.MIN_VALUE
          ? new SqlFragment("(-9223372036854775808)::BIGINT", SqlFragment.CAST)
          : signed(number.toString());
    }
    if (value instanceof Double number) {
      return real(number);
    }
    if (value instanceof BigDecimal number) {
      return decimal(number, literal.type());
    }
    throw new IllegalArgumentException("no literal of " + literal.type().displayName());
  }

  private static SqlFragment real(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return new SqlFragment("'" + DoubleText.of(number) + "'::DOUBLE", SqlFragment.CAST);
    }
    if (number == 0) {
      return signed(1 / number < 0 ? "-0e0" : "0");
    }
    BigDecimal shortest = DoubleText.shortest(Math.abs(number));
    String sign = number < 0 ? "-" : "";
    int exponent = shortest.precision() - shortest.scale();
    if (shortest.precision() > EXACT_DIGITS || exponent > EXACT_DIGITS || shortest.scale() > 20) {
      return signed(sign + shortest.unscaledValue() + "e" + -shortest.scale());
    }
    return signed(sign + shortest.toPlainString());
  }

  private static SqlFragment decimal(BigDecimal number, DataType type) {
    return naturalType(number).precision() < Decimal.MAX_PRECISION
        ? signed(number.toPlainString())
        : SqlFragment.primary("CAST('" + number.toPlainString() + "' AS " + type(type) + ")");
  }

  /** The type that the kernel gives to the plain text of the number. */
  private static Decimal naturalType(BigDecimal number) {
    int precision = Math.max(number.precision(), number.scale() + 1);
    return new Decimal(Math.min(precision, Decimal.MAX_PRECISION), number.scale());
  }

  private static SqlFragment signed(String number) {
    return new SqlFragment(number, number.startsWith("-") ? SqlFragment.SIGN : SqlFragment.PRIMARY);
  }

  private static String timestamp(Instant instant) {
    long micros = Boundaries.micros(instant);
    int year = instant.atOffset(ZoneOffset.UTC).getYear();
    if (year < 1 || year > 9999) {
      return "make_timestamp(" + micros + ")";
    }
    long fraction = Math.floorMod(micros, 1_000_000L);
    String seconds = TIMESTAMP.format(instant);
    return "TIMESTAMP '" + seconds + (fraction == 0 ? "" : ".%06d".formatted(fraction)) + "'";
  }

  /** The kernel's name of a type that an expression can have. */
  static String type(DataType type) {
    if (type instanceof Decimal decimal) {
      return "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
    }
    if (type instanceof DataType.Array array) {
      return type(array.element()) + "[]";
    }
    return ((Primitive) type).name();
  }
}
