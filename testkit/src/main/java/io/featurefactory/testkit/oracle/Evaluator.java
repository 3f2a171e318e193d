package io.featurefactory.testkit.oracle;

import io.featurefactory.model.Expr;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Evaluates a checked expression over the columns of one row. */
public interface Evaluator {
  /** Columns and constants. */
  Evaluator STANDARD = new PlainEvaluator();

  /**
   * The value of an expression; null is NULL.
   *
   * @param columns gives the value of a column by its name
   * @throws ArithmeticException if the value does not fit its type
   */
  @Nullable Object value(Expr expr, Function<String, @Nullable Object> columns);
}
