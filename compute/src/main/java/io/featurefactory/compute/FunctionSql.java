package io.featurefactory.compute;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Function calls as the kernel's SQL, bent where the kernel's own function means something else.
 */
final class FunctionSql {
  private final ExpressionSql expressions;

  FunctionSql(ExpressionSql expressions) {
    this.expressions = expressions;
  }

  SqlFragment of(Expr.Call call) {
    List<Expr> arguments = call.arguments();
    String symbol = call.function().symbol();
    return switch (call.function()) {
      case COALESCE, NULLIF -> function(symbol, expressions.alike(arguments, call.type()));
      case LEAST, GREATEST -> extreme(call);
      case LN, LOG10 -> logarithm(symbol, arguments.get(0));
      case EXP -> function("exp", List.of(expressions.number(arguments.get(0))));
      case SQRT -> squareRoot(expressions.number(arguments.get(0)));
      case POWER -> power(arguments.get(0), arguments.get(1));
      case SIGN -> SqlFragment.primary("CAST(sign(" + text(arguments.get(0)) + ") AS BIGINT)");
      case POSITION ->
          SqlFragment.primary(
              "strpos(" + text(arguments.get(1)) + ", " + text(arguments.get(0)) + ")");
      case SUBSTRING -> substring(arguments);
      case SPLIT_PART -> splitPart(arguments);
      case EXTRACT ->
          SqlFragment.primary(
              "extract(" + unit(arguments) + " FROM " + text(arguments.get(1)) + ")");
      case DATE_DIFF -> dateDiff(arguments);
      case DATE_ADD -> dateAdd(arguments);
      case EPOCH_MS -> epochMillis(text(arguments.get(0)));
      case FROM_EPOCH_MS -> SqlFragment.primary("epoch_ms(" + text(arguments.get(0)) + ")");
      case CARDINALITY -> SqlFragment.primary("len(" + text(arguments.get(0)) + ")");
      case ELEMENT_AT -> elementAt(arguments);
      case ARRAY_CONTAINS -> function("list_contains", expressions.arguments(arguments));
      default -> function(symbol, expressions.arguments(arguments));
    };
  }

  private static SqlFragment function(String name, List<SqlFragment> arguments) {
    return SqlFragment.primary(
        arguments.stream()
            .map(SqlFragment::text)
            .collect(Collectors.joining(", ", name + "(", ")")));
  }

  private String text(Expr expr) {
    return expressions.of(expr).text();
  }

  private static String unit(List<Expr> arguments) {
    return String.valueOf(((Expr.Literal) arguments.get(0)).value());
  }

  /** NULL for zero. */
  static SqlFragment unlessZero(Expr number, SqlFragment sql) {
    boolean surelyNot =
        number instanceof Expr.Literal literal
            && literal.value() instanceof Number value
            && value.doubleValue() != 0;
    return surelyNot ? sql : SqlFragment.primary("nullif(" + sql.text() + ", 0)");
  }

  /** The kernel's own functions ignore NULL. */
  private SqlFragment extreme(Expr.Call call) {
    List<Expr> arguments = call.arguments();
    List<SqlFragment> operands = expressions.alike(arguments, call.type());
    List<Integer> nullable =
        IntStream.range(0, operands.size())
            .filter(i -> !(arguments.get(i) instanceof Expr.Literal l) || l.value() == null)
            .boxed()
            .toList();
    return Repeated.bind(
        operands,
        names -> {
          String test =
              nullable.stream()
                  .map(i -> names.get(i).above(SqlFragment.PREDICATE) + " IS NOT NULL")
                  .collect(Collectors.joining(" AND "));
          return "CASE WHEN %s THEN %s END"
              .formatted(
                  test.isEmpty() ? "true" : test, function(call.function().symbol(), names).text());
        });
  }

  /** {@code greatest} ignores NULL, so that one value stands for NULL, zero and all below. */
  private SqlFragment logarithm(String name, Expr operand) {
    return SqlFragment.primary(
        "%s(nullif(greatest(%s, 0), 0))".formatted(name, expressions.number(operand).text()));
  }

  private static SqlFragment squareRoot(SqlFragment operand) {
    return Repeated.bind(
        List.of(operand),
        names ->
            "CASE WHEN %s >= 0 THEN sqrt(%s) END"
                .formatted(names.get(0).above(SqlFragment.PREDICATE), names.get(0).text()));
  }

  private SqlFragment power(Expr base, Expr exponent) {
    if (exponent instanceof Expr.Literal literal && literal.value() instanceof Double constant) {
      return power(expressions.number(base), SqlLiteral.bare(literal).text(), constant);
    }
    return Repeated.bind(
        List.of(expressions.number(base), expressions.number(exponent)),
        names -> {
          String x = names.get(0).above(SqlFragment.PREDICATE);
          String y = names.get(1).above(SqlFragment.PREDICATE);
          return ("CASE WHEN %s < 0 AND %s <> floor(%s) OR %s = 0 AND %s < 0 THEN NULL"
                  + " ELSE pow(%s, %s) END")
              .formatted(x, y, y, x, y, x, y);
        });
  }

  private static SqlFragment power(SqlFragment base, String exponent, double constant) {
    if (constant == Math.rint(constant)) {
      String x = constant < 0 ? "nullif(" + base.text() + ", 0)" : base.text();
      return SqlFragment.primary("pow(" + x + ", " + exponent + ")");
    }
    String inDomain = constant < 0 ? "> 0" : ">= 0";
    return Repeated.bind(
        List.of(base),
        names ->
            "CASE WHEN %s %s THEN pow(%s, %s) END"
                .formatted(
                    names.get(0).above(SqlFragment.PREDICATE),
                    inDomain,
                    names.get(0).text(),
                    exponent));
  }

  /** The kernel counts a start below 1 from the end, and a negative length backwards. */
  private SqlFragment substring(List<Expr> arguments) {
    List<SqlFragment> operands = expressions.arguments(arguments);
    boolean simpleStart = atLeast(1, arguments.get(1));
    if (simpleStart && (arguments.size() == 2 || atLeast(0, arguments.get(2)))) {
      return function("substring", operands);
    }
    if (constant(arguments.get(1)) instanceof Long start
        && arguments.size() == 3
        && constant(arguments.get(2)) instanceof Long length
        && length >= 0) {
      long visible = Math.max(length + start, 1) - 1;
      return SqlFragment.primary("substring(" + operands.get(0).text() + ", 1, " + visible + ")");
    }
    if (arguments.size() == 2) {
      return Repeated.bind(
          operands,
          names ->
              "substring(%s, CASE WHEN %s < 1 THEN 1 ELSE %s END)"
                  .formatted(
                      names.get(0).text(),
                      names.get(1).above(SqlFragment.PREDICATE),
                      names.get(1).text()));
    }
    return Repeated.bind(
        operands,
        names -> {
          String start = names.get(1).above(SqlFragment.PREDICATE);
          String length = names.get(2).above(SqlFragment.SUM);
          return ("CASE WHEN %s >= 0 THEN substring(%s, CASE WHEN %s < 1 THEN 1 ELSE %s END,"
                  + " CASE WHEN %s < 1 THEN greatest(%s + %s, 1) - 1 ELSE %s END) END")
              .formatted(
                  length,
                  names.get(0).text(),
                  start,
                  start,
                  start,
                  length,
                  names.get(1).above(SqlFragment.SUM),
                  length);
        });
  }

  private static boolean atLeast(long least, Expr expr) {
    return constant(expr) instanceof Long value && value >= least;
  }

  private static @Nullable Object constant(Expr expr) {
    return expr instanceof Expr.Literal literal ? literal.value() : null;
  }

  private SqlFragment splitPart(List<Expr> arguments) {
    List<SqlFragment> operands = expressions.arguments(arguments);
    boolean simple =
        arguments.get(1) instanceof Expr.Literal literal
            && literal.value() instanceof String separator
            && !separator.isEmpty();
    String separator = operands.get(1).text();
    return function(
        "split_part",
        List.of(
            operands.get(0),
            SqlFragment.primary(simple ? separator : "nullif(" + separator + ", '')"),
            unlessZero(arguments.get(2), operands.get(2))));
  }

  private SqlFragment dateDiff(List<Expr> arguments) {
    String unit = unit(arguments);
    String from = text(arguments.get(1));
    String to = text(arguments.get(2));
    if (!unit.equals("week")) {
      return SqlFragment.primary("date_diff('%s', %s, %s)".formatted(unit, from, to));
    }
    // The kernel's own difference does not count Mondays.
    return new SqlFragment(
        "date_diff('day', date_trunc('week', %s), date_trunc('week', %s)) // 7".formatted(from, to),
        SqlFragment.PRODUCT);
  }

  private SqlFragment dateAdd(List<Expr> arguments) {
    return new SqlFragment(
        "%s + to_%ss(%s)"
            .formatted(
                expressions.of(arguments.get(2)).atLeast(SqlFragment.SUM),
                unit(arguments),
                text(arguments.get(1))),
        SqlFragment.SUM);
  }

  /** The kernel's own function cuts towards 1970. */
  private static SqlFragment epochMillis(String timestamp) {
    return SqlFragment.primary("epoch_ms(date_trunc('millisecond', " + timestamp + "))");
  }

  private SqlFragment elementAt(List<Expr> arguments) {
    String sql =
        expressions.of(arguments.get(0)).atLeast(SqlFragment.PRIMARY)
            + "["
            + expressions.arguments(arguments).get(1).text()
            + "]";
    boolean single =
        arguments.get(0).type() instanceof DataType.Array array
            && array.element() == Primitive.FLOAT;
    return SqlFragment.primary(single ? "CAST(" + sql + " AS DOUBLE)" : sql);
  }
}
