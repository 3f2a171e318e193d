package io.featurefactory.definitions.expression;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.ScalarFunction;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values that are written as plain text. */
public final class ConstantText {
  private ConstantText() {}

  /** The value that a text has as a scalar type, by the rules of casts; null if it has none. */
  public static @Nullable Object find(String text, DataType type) {
    Expr literal = new Expr.Literal(text, Primitive.VARCHAR);
    return type == Primitive.VARCHAR
        ? text
        : ExprEvaluator.evaluate(
            new Expr.Call(ScalarFunction.TRY_CAST, List.of(literal), type), name -> null);
  }
}
