package io.featurefactory.testkit.oracle;

import io.featurefactory.model.Expr;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Evaluates columns and constants, which is all that a view without expressions needs. */
final class PlainEvaluator implements Evaluator {
  @Override
  public @Nullable Object value(Expr expr, Function<String, @Nullable Object> columns) {
    if (expr instanceof Expr.Column column) {
      return columns.apply(column.name());
    }
    if (expr instanceof Expr.Literal literal) {
      return literal.value();
    }
    throw new IllegalArgumentException(expr + " (expected: a column or a literal)");
  }
}
