package io.featurefactory.testkit.generate;

import static io.featurefactory.model.DataType.Primitive.BIGINT;
import static io.featurefactory.model.DataType.Primitive.BOOLEAN;
import static io.featurefactory.model.DataType.Primitive.DOUBLE;
import static io.featurefactory.model.DataType.Primitive.VARCHAR;

import io.featurefactory.model.DataType;
import io.featurefactory.model.Expr;
import io.featurefactory.model.ScalarFunction;
import io.featurefactory.model.Source;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Expressions without errors, whose value is exact or rounded as IEEE 754 says, so that two
 * evaluations give the same bits.
 */
final class RandomExprs {
  private static final List<String> VALUE_COLUMNS =
      List.of("flag", "whole", "price", "ratio", "text", "moment", "shade");

  private final Dice dice;
  private final boolean modest;

  /**
   * Of one case.
   *
   * @param modest true if BIGINT arithmetic cannot overflow
   */
  RandomExprs(Dice dice, boolean modest) {
    this.dice = dice;
    this.modest = modest;
  }

  /** The columns that are neither key, nor time, nor id. */
  List<Source.Column> valueColumns(Source source) {
    return source.columns().stream().filter(c -> VALUE_COLUMNS.contains(c.name())).toList();
  }

  /** A BOOLEAN over the columns of a source, NULL at times. */
  Expr condition(Source source) {
    if (dice.percent(20)) {
      ScalarFunction connective = dice.oneOf(ScalarFunction.AND, ScalarFunction.OR);
      return call(connective, BOOLEAN, condition(source), condition(source));
    }
    Expr price = column(source, "price");
    Expr text = column(source, "text");
    return switch (dice.between(1, 7)) {
      case 1 -> column(source, "flag");
      case 2 -> call(ScalarFunction.NOT, BOOLEAN, column(source, "flag"));
      case 3 -> call(comparison(), BOOLEAN, column(source, "whole"), literal(1L, BIGINT));
      case 4 -> call(comparison(), BOOLEAN, column(source, "ratio"), literal(0.5, DOUBLE));
      case 5 -> call(comparison(), BOOLEAN, price, zero(price.type()));
      case 6 -> call(comparison(), BOOLEAN, text, literal("a", VARCHAR));
      default -> call(ScalarFunction.IS_NOT_NULL, BOOLEAN, text);
    };
  }

  private ScalarFunction comparison() {
    return dice.oneOf(
        ScalarFunction.EQUAL,
        ScalarFunction.NOT_EQUAL,
        ScalarFunction.LESS,
        ScalarFunction.GREATER_OR_EQUAL);
  }

  /** What to aggregate. */
  Expr argument(Source source, boolean number) {
    if (dice.percent(30)) {
      return number || dice.percent(50) ? numberOver(source) : textOver(source);
    }
    Source.Column column =
        dice.oneOf(
            valueColumns(source).stream().filter(c -> !number || c.type().numeric()).toList());
    return new Expr.Column(column.name(), column.type());
  }

  /** A feature of a table view. */
  Expr overRow(Source source) {
    return argument(source, false);
  }

  private Expr numberOver(Source source) {
    Expr whole = column(source, "whole");
    Expr price = column(source, "price");
    Expr ratio = column(source, "ratio");
    Expr none = literal(null, BIGINT);
    return switch (dice.between(1, 6)) {
      case 1 -> call(ScalarFunction.COALESCE, BIGINT, whole, literal(7L, BIGINT));
      case 2 -> new Expr.Case(List.of(new Expr.Branch(condition(source), whole)), none, BIGINT);
      case 3 -> call(ScalarFunction.MULTIPLY, DOUBLE, real(whole), literal(0.5, DOUBLE));
      case 4 -> call(ScalarFunction.DIVIDE, DOUBLE, ratio, real(whole));
      case 5 -> call(ScalarFunction.ABS, price.type(), price);
      default -> modest ? call(ScalarFunction.SUBTRACT, BIGINT, whole, literal(2L, BIGINT)) : whole;
    };
  }

  private Expr textOver(Source source) {
    Expr text = column(source, "text");
    return dice.percent(50)
        ? call(ScalarFunction.LOWER, VARCHAR, text)
        : call(ScalarFunction.CONCAT, VARCHAR, text, literal("|", VARCHAR));
  }

  /** A feature over windowed aggregates. */
  Expr overAggregates(List<Expr.Column> columns) {
    Expr any = dice.oneOf(columns);
    List<Expr.Column> numbers = those(columns, c -> c.type().numeric());
    if (any.type() instanceof DataType.Array array) {
      return dice.percent(40)
          ? call(ScalarFunction.CARDINALITY, BIGINT, any)
          : call(ScalarFunction.ELEMENT_AT, array.element(), any, literal(2L, BIGINT));
    }
    if (numbers.isEmpty() || dice.percent(15)) {
      Expr seen = call(ScalarFunction.IS_NULL, BOOLEAN, any);
      Expr.Branch unseen = new Expr.Branch(seen, literal(0L, BIGINT));
      return new Expr.Case(List.of(unseen), literal(1L, BIGINT), BIGINT);
    }
    return overNumbers(columns, dice.oneOf(numbers), dice.oneOf(numbers));
  }

  private Expr overNumbers(List<Expr.Column> columns, Expr one, Expr other) {
    Expr a = real(one);
    Expr b = real(other);
    return switch (dice.between(1, 8)) {
      case 1 -> call(ScalarFunction.DIVIDE, DOUBLE, a, b);
      case 2 -> call(ScalarFunction.DIVIDE, DOUBLE, plus(a, 0.6), plus(b, 20));
      case 3 -> call(ScalarFunction.COALESCE, one.type(), one, zero(one.type()));
      case 4 -> call(ScalarFunction.SQRT, DOUBLE, a);
      case 5 -> call(ScalarFunction.GREATEST, DOUBLE, a, b);
      case 6 -> call(comparison(), BOOLEAN, a, b);
      case 7 -> call(ScalarFunction.NULLIF, one.type(), one, zero(one.type()));
      default -> difference(those(columns, c -> c.type() == BIGINT), a, b);
    };
  }

  private Expr difference(List<Expr.Column> integers, Expr a, Expr b) {
    return integers.isEmpty() || !modest
        ? call(ScalarFunction.SUBTRACT, DOUBLE, a, b)
        : call(ScalarFunction.SUBTRACT, BIGINT, dice.oneOf(integers), dice.oneOf(integers));
  }

  private static List<Expr.Column> those(List<Expr.Column> columns, Predicate<Expr> condition) {
    return columns.stream().filter(condition).toList();
  }

  private static Expr plus(Expr expr, double constant) {
    return call(ScalarFunction.ADD, DOUBLE, expr, literal(constant, DOUBLE));
  }

  private static Expr real(Expr expr) {
    return expr.type() == DOUBLE ? expr : new Expr.Cast(expr, DOUBLE);
  }

  private static Expr zero(DataType type) {
    if (type instanceof DataType.Decimal decimal) {
      return literal(BigDecimal.ZERO.setScale(decimal.scale()), type);
    }
    return type == BIGINT ? literal(0L, BIGINT) : literal(0.0, DOUBLE);
  }

  private static Expr column(Source source, String name) {
    for (Source.Column column : source.columns()) {
      if (column.name().equals(name)) {
        return new Expr.Column(name, column.type());
      }
    }
    throw new IllegalArgumentException("column " + name + " of " + source.name());
  }

  private static Expr literal(@Nullable Object value, DataType type) {
    return new Expr.Literal(value, type);
  }

  private static Expr call(ScalarFunction function, DataType type, Expr... arguments) {
    return new Expr.Call(function, List.of(arguments), type);
  }
}
