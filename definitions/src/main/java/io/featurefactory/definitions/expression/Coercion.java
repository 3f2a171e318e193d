package io.featurefactory.definitions.expression;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings operands to one type. */
final class Coercion {
  private static final Decimal BIGINT_AS_DECIMAL = new Decimal(19, 0);

  private Coercion() {}

  static boolean isNull(Expr expr) {
    return expr instanceof Expr.Literal literal && literal.value() == null;
  }

  static boolean isScalar(DataType type) {
    return type instanceof Primitive || type instanceof Decimal;
  }

  /** The type that all operands can be brought to without loss of whole digits; null if none. */
  static @Nullable DataType common(List<Expr> operands) {
    DataType common = null;
    for (Expr operand : operands) {
      if (!isNull(operand)) {
        DataType type = operandType(operand, operands);
        common = common == null ? type : common(common, type);
        if (common == null) {
          return null;
        }
      }
    }
    return common;
  }

  /** A whole constant takes no more digits than it has, and a text beside a time is a time. */
  private static DataType operandType(Expr operand, List<Expr> all) {
    if (!(operand instanceof Expr.Literal literal)) {
      return operand.type();
    }
    boolean besideDecimal = all.stream().anyMatch(o -> o.type() instanceof Decimal);
    if (literal.value() instanceof Long number && besideDecimal) {
      return exact(BigDecimal.valueOf(number));
    }
    boolean besideTime = all.stream().anyMatch(o -> o.type() == Primitive.TIMESTAMP && !isNull(o));
    return literal.value() instanceof String && besideTime ? Primitive.TIMESTAMP : literal.type();
  }

  private static @Nullable DataType common(DataType a, DataType b) {
    if (a.equals(b)) {
      return a;
    }
    if (!a.numeric() || !b.numeric()) {
      return null;
    }
    if (a == Primitive.DOUBLE || b == Primitive.DOUBLE) {
      return Primitive.DOUBLE;
    }
    Decimal left = decimal(a);
    Decimal right = decimal(b);
    int scale = Math.max(left.scale(), right.scale());
    int whole = Math.max(left.precision() - left.scale(), right.precision() - right.scale());
    return whole + scale > Decimal.MAX_PRECISION ? null : new Decimal(whole + scale, scale);
  }

  /** What the type is among decimals. */
  static Decimal decimal(DataType type) {
    return type instanceof Decimal decimal ? decimal : BIGINT_AS_DECIMAL;
  }

  /** The type of a number that is written out. */
  static Decimal exact(BigDecimal number) {
    int scale = Math.max(number.scale(), 0);
    return new Decimal(
        Math.max(number.setScale(scale).precision(), Math.min(scale + 1, 38)), scale);
  }

  /** The operand as a DECIMAL of its own digits. */
  static Expr toDecimal(Expr operand) {
    if (operand.type() instanceof Decimal) {
      return operand;
    }
    boolean constant = operand instanceof Expr.Literal literal && literal.value() != null;
    return constant
        ? to(
            operand,
            exact(
                BigDecimal.valueOf(
                    (Long) java.util.Objects.requireNonNull(((Expr.Literal) operand).value()))))
        : to(operand, BIGINT_AS_DECIMAL);
  }

  /**
   * The operand as one of the type.
   *
   * @throws FactoryException if it is a constant that has no such form
   */
  static Expr to(Expr operand, DataType type) {
    if (operand.type().equals(type)) {
      return operand;
    }
    Expr.Cast cast = new Expr.Cast(operand, type);
    return operand instanceof Expr.Literal ? constant(cast) : cast;
  }

  static Expr constant(Expr expr) {
    return new Expr.Literal(ExprEvaluator.evaluate(expr, name -> null), expr.type());
  }
}
