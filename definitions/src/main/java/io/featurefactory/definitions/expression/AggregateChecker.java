package io.featurefactory.definitions.expression;

import io.featurefactory.definitions.yaml.Suggestion;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import java.math.BigDecimal;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.jspecify.annotations.Nullable;

/** Types of aggregate calls. */
final class AggregateChecker {
  private static final long MOST_ITEMS = 10_000;

  private final TypeChecker types;

  AggregateChecker(TypeChecker types) {
    this.types = types;
  }

  /** The checked call; null after a fault. */
  @Nullable AggregateCall check(SqlNode node) {
    if (!(node instanceof SqlCall call) || call.getKind() != SqlKind.FILTER) {
      return call(node, null);
    }
    Expr filter = types.condition(call.operand(1), "filter");
    AggregateCall unfiltered = call(call.operand(0), filter);
    return filter == null ? null : unfiltered;
  }

  private @Nullable AggregateCall call(SqlNode node, @Nullable Expr filter) {
    String name =
        node instanceof SqlCall call ? call.getOperator().getName().toLowerCase(Locale.ROOT) : "";
    if (!(node instanceof SqlCall call) || !AggregateNames.contains(name)) {
      types.fault(node, noAggregate(node, name));
      return null;
    }
    boolean distinct =
        call.getFunctionQuantifier() != null
            && call.getFunctionQuantifier().symbolValue(SqlSelectKeyword.class)
                == SqlSelectKeyword.DISTINCT;
    if (distinct && !name.equals("count") && !name.equals("last_n")) {
      types.fault(call, ExpressionErrors.distinctNotAllowed(name));
      return null;
    }
    return switch (name) {
      case "count" -> count(call, filter, distinct);
      case "sum" -> sum(call, filter);
      case "avg" -> number(call, filter, AggregateFunction.AVG);
      case "stddev" -> number(call, filter, AggregateFunction.STDDEV);
      case "variance" -> number(call, filter, AggregateFunction.VARIANCE);
      case "min" -> same(call, filter, AggregateFunction.MIN);
      case "max" -> same(call, filter, AggregateFunction.MAX);
      case "first" -> same(call, filter, AggregateFunction.FIRST);
      case "last" -> same(call, filter, AggregateFunction.LAST);
      case "last_n" ->
          list(
              call,
              filter,
              distinct ? AggregateFunction.LAST_N_DISTINCT : AggregateFunction.LAST_N);
      case "top_k" -> list(call, filter, AggregateFunction.TOP_K);
      case "quantile" -> quantile(call, filter);
      case "median" -> median(call, filter);
      default -> slope(call, filter);
    };
  }

  private static String noAggregate(SqlNode node, String name) {
    boolean function = !name.isEmpty() && Character.isLetter(name.charAt(0));
    if (!function) {
      return ExpressionErrors.noAggregate(
          node instanceof SqlCall
              ? " (expected: one call such as count(*) or sum(x); calculate with it under"
                  + " 'features')"
              : " (expected: a call such as count(*) or sum(x))");
    }
    String nearest = Suggestion.nearest(name, AggregateNames.all());
    return ExpressionErrors.noAggregate(
        nearest.isEmpty()
            ? ": '" + name + "' (expected: one of " + String.join(", ", AggregateNames.all()) + ")"
            : ": '" + name + "' (did you mean '" + nearest + "'?)");
  }

  private @Nullable AggregateCall count(SqlCall call, @Nullable Expr filter, boolean distinct) {
    if (!arity(call, 1, distinct ? "count(distinct x)" : "count(*) or count(x)")) {
      return null;
    }
    if (isStar(call.operand(0))) {
      return new AggregateCall(AggregateFunction.COUNT, null, filter, 0, Primitive.BIGINT);
    }
    AggregateFunction function =
        distinct ? AggregateFunction.COUNT_DISTINCT : AggregateFunction.COUNT;
    Expr argument = distinct ? scalar(call) : types.check(call.operand(0));
    return argument == null
        ? null
        : new AggregateCall(function, argument, filter, 0, Primitive.BIGINT);
  }

  private @Nullable AggregateCall sum(SqlCall call, @Nullable Expr filter) {
    Expr argument = arity(call, 1, "sum(x)") ? number(call) : null;
    if (argument == null) {
      return null;
    }
    DataType type =
        argument.type() instanceof Decimal decimal
            ? new Decimal(Decimal.MAX_PRECISION, decimal.scale())
            : argument.type();
    return new AggregateCall(AggregateFunction.SUM, argument, filter, 0, type);
  }

  private @Nullable AggregateCall number(
      SqlCall call, @Nullable Expr filter, AggregateFunction function) {
    Expr argument = arity(call, 1, usage(call, "x")) ? number(call) : null;
    return argument == null
        ? null
        : new AggregateCall(function, argument, filter, 0, Primitive.DOUBLE);
  }

  private @Nullable AggregateCall same(
      SqlCall call, @Nullable Expr filter, AggregateFunction function) {
    Expr argument = arity(call, 1, usage(call, "x")) ? scalar(call) : null;
    return argument == null
        ? null
        : new AggregateCall(function, argument, filter, 0, argument.type());
  }

  private @Nullable AggregateCall list(
      SqlCall call, @Nullable Expr filter, AggregateFunction function) {
    if (!arity(call, 2, usage(call, "x, n"))) {
      return null;
    }
    Expr argument = scalar(call);
    Double items = parameter(call, 1, MOST_ITEMS, "a whole number from 1 to " + MOST_ITEMS);
    if (argument == null || items == null) {
      return null;
    }
    if (items != Math.rint(items)) {
      types.fault(
          call.operand(1),
          ExpressionErrors.parameter(
              usage(call, "x, n"),
              call.operand(1).toString(),
              "a whole number from 1 to " + MOST_ITEMS));
      return null;
    }
    return new AggregateCall(
        function, argument, filter, items, new DataType.Array(argument.type()));
  }

  private @Nullable AggregateCall quantile(SqlCall call, @Nullable Expr filter) {
    if (!arity(call, 2, "quantile(x, q)")) {
      return null;
    }
    Expr argument = number(call);
    Double part = parameter(call, 0, 1, "a number from 0 to 1");
    return argument == null || part == null
        ? null
        : new AggregateCall(AggregateFunction.QUANTILE, argument, filter, part, Primitive.DOUBLE);
  }

  private @Nullable AggregateCall median(SqlCall call, @Nullable Expr filter) {
    Expr argument = arity(call, 1, "median(x)") ? number(call) : null;
    return argument == null
        ? null
        : new AggregateCall(AggregateFunction.QUANTILE, argument, filter, 0.5, Primitive.DOUBLE);
  }

  private @Nullable AggregateCall slope(SqlCall call, @Nullable Expr filter) {
    if (!arity(call, 1, "slope(x) or slope(count(*))")) {
      return null;
    }
    boolean ofCounts =
        call.operand(0) instanceof SqlCall inner
            && inner.getOperator().getName().equalsIgnoreCase("count")
            && inner.operandCount() == 1
            && isStar(inner.operand(0));
    Expr argument = ofCounts ? null : number(call);
    return argument == null && !ofCounts
        ? null
        : new AggregateCall(AggregateFunction.SLOPE, argument, filter, 0, Primitive.DOUBLE);
  }

  private boolean arity(SqlCall call, int expected, String usage) {
    boolean star = call.operandCount() > 0 && isStar(call.operand(0));
    boolean count = call.getOperator().getName().equalsIgnoreCase("count");
    if (call.operandCount() == expected && (!star || count)) {
      return true;
    }
    types.fault(call, ExpressionErrors.arity(usage, star ? 0 : call.operandCount()));
    return false;
  }

  private static boolean isStar(SqlNode node) {
    return node instanceof SqlIdentifier identifier && identifier.isStar();
  }

  private static String usage(SqlCall call, String arguments) {
    return call.getOperator().getName().toLowerCase(Locale.ROOT) + "(" + arguments + ")";
  }

  private @Nullable Expr number(SqlCall call) {
    Expr argument = types.check(call.operand(0));
    return argument == null || argument.type().numeric()
        ? argument
        : types.fault(call.operand(0), wrong(call, argument, "a number"));
  }

  private @Nullable Expr scalar(SqlCall call) {
    Expr argument = types.check(call.operand(0));
    boolean right =
        argument == null || (Coercion.isScalar(argument.type()) && !Coercion.isNull(argument));
    return right || argument == null
        ? argument
        : types.fault(call.operand(0), wrong(call, argument, "a scalar"));
  }

  private static String wrong(SqlCall call, Expr argument, String expectation) {
    return ExpressionErrors.argument(
        1,
        call.getOperator().getName().toLowerCase(Locale.ROOT),
        argument.type().displayName(),
        expectation);
  }

  /** A constant number as the second argument. */
  private @Nullable Double parameter(SqlCall call, long least, long most, String expectation) {
    SqlNode node = call.operand(1);
    if (node instanceof SqlLiteral literal && literal.getValue() instanceof BigDecimal number) {
      double value = number.doubleValue();
      if (value >= least && value <= most) {
        return value;
      }
    }
    String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
    types.fault(node, ExpressionErrors.parameter(name, node.toString(), expectation));
    return null;
  }
}
