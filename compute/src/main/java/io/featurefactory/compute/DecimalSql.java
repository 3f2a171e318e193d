package io.featurefactory.compute;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.ScalarFunction;

/**
 * Arithmetic of DECIMAL. The kernel keeps 18 digits when both operands have no more, and fails
 * where the result needs more; then an operand is widened before, and the result is given the type
 * that the tree states.
 */
final class DecimalSql {
  /** What a BIGINT is among decimals, for the kernel and for the type check. */
  static final Decimal OF_BIGINT = new Decimal(19, 0);

  private static final int NARROW = 18;

  private DecimalSql() {}

  static SqlFragment of(Expr.Call call, SqlFragment left, SqlFragment right, int precedence) {
    Decimal stated = (Decimal) call.type();
    Decimal a = decimal(call.arguments().get(0).type());
    Decimal b = decimal(call.arguments().get(1).type());
    boolean widened =
        call.function() != ScalarFunction.MODULO
            && Math.max(a.precision(), b.precision()) <= NARROW
            && stated.precision() > NARROW;
    String first =
        widened
            ? "CAST(%s AS DECIMAL(%d,%d))".formatted(left.text(), NARROW + 1, a.scale())
            : left.atLeast(precedence);
    String sql = first + " " + call.function().symbol() + " " + right.above(precedence);
    return widened
        ? SqlFragment.primary("CAST(" + sql + " AS " + SqlLiteral.type(stated) + ")")
        : new SqlFragment(sql, precedence);
  }

  static boolean withoutWholeDigits(DataType type) {
    return type instanceof Decimal decimal && decimal.precision() == decimal.scale();
  }

  private static Decimal decimal(DataType type) {
    return type == Primitive.BIGINT ? OF_BIGINT : (Decimal) type;
  }
}
