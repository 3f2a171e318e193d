package io.featurefactory.definitions.expression;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the expressions of definitions. Each method gives null after it has remembered a fault; all
 * faults of an expression are found, each at its place.
 */
public final class ExpressionReader {
  private ExpressionReader() {}

  /** An expression of any type. */
  public static @Nullable Expr value(YamlScalar written, Columns columns, Faults faults) {
    ParsedSql parsed = ParsedSql.parse(written, faults);
    if (parsed == null) {
      return null;
    }
    TypeChecker types = new TypeChecker(parsed, columns, faults);
    Expr expr = types.check(parsed.node());
    return expr != null && Coercion.isNull(expr)
        ? types.fault(parsed.node(), ExpressionErrors.onlyNull("expression"))
        : expr;
  }

  /** An expression of type BOOLEAN. */
  public static @Nullable Expr condition(YamlScalar written, Columns columns, Faults faults) {
    ParsedSql parsed = ParsedSql.parse(written, faults);
    if (parsed == null) {
      return null;
    }
    TypeChecker types = new TypeChecker(parsed, columns, faults);
    Expr expr = types.check(parsed.node());
    return expr == null || expr.type() == Primitive.BOOLEAN
        ? expr
        : types.fault(
            parsed.node(), ExpressionErrors.wrongResult(expr.type(), "a condition, true or false"));
  }

  /** A call of an aggregate function over columns. */
  public static @Nullable AggregateCall aggregate(
      YamlScalar written, Columns columns, Faults faults) {
    ParsedSql parsed = ParsedSql.parse(written, faults);
    return parsed == null
        ? null
        : new AggregateChecker(new TypeChecker(parsed, columns, faults)).check(parsed.node());
  }

  /** A condition about each row of features, or about statistics of all rows. */
  public static FeatureView.@Nullable Check check(
      YamlScalar written, Columns features, Faults faults) {
    ParsedSql parsed = ParsedSql.parse(written, faults);
    return parsed == null ? null : new CheckReader(parsed, features, faults).check();
  }

  /** The expression as one of a type that holds all of its values; null if the type does not. */
  public static @Nullable Expr widened(Expr expr, DataType type) {
    Expr example = new Expr.Column("example", type);
    return type.equals(Coercion.common(List.of(example, expr))) ? Coercion.to(expr, type) : null;
  }
}
