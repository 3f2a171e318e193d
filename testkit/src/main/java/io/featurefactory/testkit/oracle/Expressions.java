package io.featurefactory.testkit.oracle;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.ScalarFunction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Evaluates the operators and functions that random cases use, as {@link ScalarFunction} says. */
public final class Expressions {
  private Expressions() {}

  /**
   * The value of an expression; null is NULL.
   *
   * @param row gives the value of a column by its name
   * @throws ArithmeticException if a value does not fit its type
   */
  public static @Nullable Object evaluate(Expr expr, Function<String, @Nullable Object> row) {
    if (expr instanceof Expr.Column column) {
      return row.apply(column.name());
    }
    if (expr instanceof Expr.Literal literal) {
      return literal.value();
    }
    if (expr instanceof Expr.Cast cast && cast.type() == Primitive.DOUBLE) {
      return evaluate(cast.operand(), row) instanceof Number n ? n.doubleValue() : null;
    }
    if (expr instanceof Expr.Case caseWhen) {
      for (Expr.Branch branch : caseWhen.branches()) {
        if (Boolean.TRUE.equals(evaluate(branch.condition(), row))) {
          return evaluate(branch.result(), row);
        }
      }
      return evaluate(caseWhen.otherwise(), row);
    }
    if (expr instanceof Expr.Call call) {
      List<@Nullable Object> arguments = new ArrayList<>();
      call.arguments().forEach(argument -> arguments.add(evaluate(argument, row)));
      return withNulls(call.function(), arguments);
    }
    throw new IllegalArgumentException(expr + " (expected: an expression of a random case)");
  }

  private static @Nullable Object withNulls(ScalarFunction function, List<@Nullable Object> all) {
    Object first = all.get(0);
    return switch (function) {
      case IS_NULL -> first == null;
      case IS_NOT_NULL -> first != null;
      case COALESCE -> all.stream().filter(v -> v != null).findFirst().orElse(null);
      case NULLIF -> all.get(1) != null && ValueOrder.VALUES.same(first, all.get(1)) ? null : first;
      case AND ->
          all.contains(false) ? (Boolean) false : all.contains(null) ? null : (Boolean) true;
      case OR -> all.contains(true) ? (Boolean) true : all.contains(null) ? null : (Boolean) false;
      default -> all.contains(null) ? null : strict(function, new ArrayList<>(all));
    };
  }

  private static @Nullable Object strict(ScalarFunction function, List<Object> all) {
    Object a = all.get(0);
    Object b = all.size() > 1 ? all.get(1) : a;
    int order = function == ScalarFunction.ELEMENT_AT ? 0 : ValueOrder.VALUES.compare(a, b);
    return switch (function) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case GREATEST -> order >= 0 ? a : b;
      case NOT -> !((Boolean) a);
      case LOWER -> ((String) a).toLowerCase(Locale.ROOT);
      case CONCAT -> (String) a + b;
      case CARDINALITY -> (long) ((List<?>) a).size();
      case ELEMENT_AT ->
          ((List<?>) a).size() < (Long) b ? null : ((List<?>) a).get((int) ((Long) b - 1));
      case ABS -> ((BigDecimal) a).abs();
      case SQRT -> (Double) a < 0 ? null : (Double) Math.sqrt((Double) a);
      case DIVIDE -> (Double) b == 0 ? null : (Double) ((Double) a / (Double) b);
      case ADD -> (Double) a + (Double) b;
      case MULTIPLY -> (Double) a * (Double) b;
      case SUBTRACT ->
          a instanceof Long x ? (Object) Math.subtractExact(x, (Long) b) : (Double) a - (Double) b;
      default -> throw new IllegalArgumentException(function + " (expected: one of random cases)");
    };
  }
}
