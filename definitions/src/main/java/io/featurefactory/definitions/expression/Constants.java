package io.featurefactory.definitions.expression;

import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.NlsString;

/**
 * Literals. Whole numbers are BIGINT, with a point DECIMAL of their own digits, with an exponent
 * DOUBLE.
 */
final class Constants {
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

  private Constants() {}

  static Expr of(SqlLiteral literal) {
    if (literal instanceof SqlNumericLiteral number) {
      return number(number, false);
    }
    if (literal instanceof SqlCharStringLiteral) {
      return new Expr.Literal(literal.getValueAs(NlsString.class).getValue(), Primitive.VARCHAR);
    }
    if (literal instanceof SqlUnknownLiteral time) {
      return time(time);
    }
    if (literal.getTypeName() == SqlTypeName.NULL) {
      return new Expr.Literal(null, Primitive.VARCHAR);
    }
    if (literal.getTypeName() == SqlTypeName.BOOLEAN) {
      return new Expr.Literal(literal.getValue(), Primitive.BOOLEAN);
    }
    throw user(ExpressionErrors.unsupported("'" + literal + "'"));
  }

  /** A number behind a minus: the least BIGINT has no positive counterpart. */
  static Expr negative(SqlNumericLiteral literal) {
    return number(literal, true);
  }

  private static Expr number(SqlNumericLiteral literal, boolean negative) {
    BigDecimal size = literal.getValueAs(BigDecimal.class);
    BigDecimal value = negative ? size.negate() : size;
    if (literal.getScale() == null || literal.getPrec() == null) {
      double real = size.doubleValue();
      if (Double.isInfinite(real)) {
        throw user(ExpressionErrors.numberTooLarge(literal.toString()));
      }
      return new Expr.Literal(negative ? -real : real, Primitive.DOUBLE);
    }
    BigInteger whole = value.toBigInteger();
    boolean fits = whole.compareTo(LEAST) >= 0 && whole.compareTo(GREATEST) <= 0;
    if (literal.isInteger() && fits) {
      return new Expr.Literal(whole.longValueExact(), Primitive.BIGINT);
    }
    if (Math.max(value.precision(), value.scale() + 1) > Decimal.MAX_PRECISION) {
      throw user(ExpressionErrors.numberTooLong(value.toPlainString()));
    }
    return new Expr.Literal(value, Coercion.exact(value));
  }

  private static Expr time(SqlUnknownLiteral literal) {
    if (!literal.tag.equals("DATE") && !literal.tag.equals("TIMESTAMP")) {
      throw user(ExpressionErrors.unsupported(literal.tag.toLowerCase(java.util.Locale.ROOT)));
    }
    Object text = literal.getValue();
    return Coercion.to(
        new Expr.Literal(String.valueOf(text), Primitive.VARCHAR), Primitive.TIMESTAMP);
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }
}
