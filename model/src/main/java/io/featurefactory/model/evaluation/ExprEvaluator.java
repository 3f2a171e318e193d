package io.featurefactory.model.evaluation;

import io.featurefactory.model.DataType;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates expressions in Java, with the meaning that {@link ScalarFunction} states: for derived
 * features, for the empty row, and as a second opinion on the kernel.
 *
 * <p>Equal to the kernel bit by bit, but for {@code ln}, {@code log10}, {@code exp} and {@code
 * power}, whose last digit may differ. Thread-safe as far as the row is.
 */
public final class ExprEvaluator {
  private ExprEvaluator() {}

  /**
   * The value of an expression for a row.
   *
   * @param row the value of a column by its name, of the class that {@link DataType} states, null
   *     for NULL; called once per use
   * @return of the class that {@link DataType} states for the expression's type; null for NULL
   * @throws FactoryException of kind DATA if a result is out of range or a conversion is
   *     impossible; the message names the values
   */
  public static @Nullable Object evaluate(Expr expr, Function<String, @Nullable Object> row) {
    return expr.accept(new Evaluation(row)).value();
  }

  /** Visitors cannot return null. */
  private record Result(@Nullable Object value) {}

  private record Evaluation(Function<String, @Nullable Object> row)
      implements Expr.Visitor<Result> {
    @Override
    public Result literal(Expr.Literal literal) {
      return new Result(literal.value());
    }

    @Override
    public Result column(Expr.Column column) {
      return new Result(row.apply(column.name()));
    }

    @Override
    public Result cast(Expr.Cast cast) {
      Object value = of(cast.operand());
      return new Result(value == null ? null : Conversion.convert(value, cast.type()));
    }

    @Override
    public Result caseWhen(Expr.Case caseWhen) {
      for (Expr.Branch branch : caseWhen.branches()) {
        if (Boolean.TRUE.equals(of(branch.condition()))) {
          return new Result(of(branch.result()));
        }
      }
      return new Result(of(caseWhen.otherwise()));
    }

    @Override
    public Result call(Expr.Call call) {
      List<Expr> arguments = call.arguments();
      return new Result(
          switch (call.function()) {
            case AND -> connect(arguments, false);
            case OR -> connect(arguments, true);
            case COALESCE -> coalesce(arguments);
            case IS_NULL -> of(arguments.get(0)) == null;
            case IS_NOT_NULL -> of(arguments.get(0)) != null;
            case IS_DISTINCT_FROM -> !same(arguments);
            case IS_NOT_DISTINCT_FROM -> same(arguments);
            case NULLIF -> nullIf(arguments);
            default -> strict(call);
          });
    }

    private @Nullable Object of(Expr expr) {
      return expr.accept(this).value();
    }

    /** AND and OR: one operand that has the deciding value decides. */
    private @Nullable Object connect(List<Expr> operands, boolean deciding) {
      boolean unknown = false;
      for (Expr operand : operands) {
        Object value = of(operand);
        if (value == null) {
          unknown = true;
        } else if (value.equals(deciding)) {
          return deciding;
        }
      }
      return unknown ? null : (Boolean) !deciding;
    }

    private @Nullable Object coalesce(List<Expr> arguments) {
      for (Expr argument : arguments) {
        Object value = of(argument);
        if (value != null) {
          return value;
        }
      }
      return null;
    }

    private boolean same(List<Expr> arguments) {
      Object left = of(arguments.get(0));
      Object right = of(arguments.get(1));
      if (left == null || right == null) {
        return left == right;
      }
      return ValueOrder.compare(left, right) == 0;
    }

    private @Nullable Object nullIf(List<Expr> arguments) {
      Object value = of(arguments.get(0));
      Object other = of(arguments.get(1));
      boolean equal = value != null && other != null && ValueOrder.compare(value, other) == 0;
      return equal ? null : value;
    }

    private @Nullable Object strict(Expr.Call call) {
      List<Object> values = new ArrayList<>(call.arguments().size());
      for (Expr argument : call.arguments()) {
        Object value = of(argument);
        if (value == null) {
          return null;
        }
        values.add(value);
      }
      return StrictFunctions.apply(call.function(), values, call.type());
    }
  }
}
