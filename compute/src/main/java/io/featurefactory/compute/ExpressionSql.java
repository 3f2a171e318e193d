package io.featurefactory.compute;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Expressions as the kernel's SQL, with the meaning that {@link ScalarFunction} states and {@code
 * docs/spec/expressions.md} explains.
 *
 * <p>The SQL has exactly the expression's type, whatever the kernel would infer by itself. The
 * session's time zone must be UTC. Columns are quoted identifiers, by the names that the tree has.
 */
final class ExpressionSql implements Expr.Visitor<SqlFragment> {
  private final FunctionSql functions = new FunctionSql(this);

  private ExpressionSql() {}

  /** The expression as SQL. Put inside of another expression it needs parentheses. */
  static String render(Expr expr) {
    return new ExpressionSql().of(expr).text();
  }

  @Override
  public SqlFragment literal(Expr.Literal literal) {
    return SqlLiteral.typed(literal);
  }

  @Override
  public SqlFragment column(Expr.Column column) {
    return SqlFragment.primary('"' + column.name().replace("\"", "\"\"") + '"');
  }

  @Override
  public SqlFragment cast(Expr.Cast cast) {
    return cast("CAST", cast.operand(), cast.type());
  }

  @Override
  public SqlFragment caseWhen(Expr.Case caseWhen) {
    List<Expr> results = new ArrayList<>();
    caseWhen.branches().forEach(branch -> results.add(branch.result()));
    results.add(caseWhen.otherwise());
    List<SqlFragment> texts = alike(results, caseWhen.type());
    StringBuilder sql = new StringBuilder("CASE");
    for (int i = 0; i < caseWhen.branches().size(); i++) {
      sql.append(" WHEN ").append(of(caseWhen.branches().get(i).condition()).text());
      sql.append(" THEN ").append(texts.get(i).text());
    }
    String otherwise = texts.get(texts.size() - 1).text();
    if (!otherwise.equals("NULL")) {
      sql.append(" ELSE ").append(otherwise);
    }
    return SqlFragment.primary(sql.append(" END").toString());
  }

  @Override
  public SqlFragment call(Expr.Call call) {
    List<Expr> arguments = call.arguments();
    String symbol = call.function().symbol();
    return switch (call.function()) {
      case ADD, SUBTRACT -> arithmetic(call, SqlFragment.SUM);
      case MULTIPLY, MODULO -> arithmetic(call, SqlFragment.PRODUCT);
      case DIVIDE -> divide(arguments.get(0), arguments.get(1));
      case NEGATE -> negate(arguments.get(0));
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          comparison(symbol, arguments);
      case IS_DISTINCT_FROM -> comparison("IS DISTINCT FROM", arguments);
      case IS_NOT_DISTINCT_FROM -> comparison("IS NOT DISTINCT FROM", arguments);
      case IS_NULL -> predicate(of(arguments.get(0)), "IS NULL");
      case IS_NOT_NULL -> predicate(of(arguments.get(0)), "IS NOT NULL");
      case AND -> joined(arguments, " AND ", SqlFragment.AND);
      case OR -> or(arguments);
      case NOT -> not(arguments.get(0));
      case LIKE -> like("LIKE", arguments);
      case CONCAT -> joined(arguments, " || ", SqlFragment.CONCAT);
      case TRY_CAST -> cast("TRY_CAST", arguments.get(0), call.type());
      default -> functions.of(call);
    };
  }

  // Operands

  SqlFragment of(Expr expr) {
    return expr.accept(this);
  }

  /** For a place where the kernel takes any number: without a conversion to DOUBLE. */
  SqlFragment number(Expr expr) {
    return expr instanceof Expr.Literal literal
        ? SqlLiteral.bare(literal)
        : of(withoutWidening(expr));
  }

  /** For a place where the kernel knows the type of the argument. */
  List<SqlFragment> arguments(List<Expr> arguments) {
    return arguments.stream()
        .map(
            a ->
                a instanceof Expr.Literal literal && literal.value() != null
                    ? SqlLiteral.bare(literal)
                    : of(a))
        .toList();
  }

  /**
   * Operands that the kernel brings to one type: it suffices that one of them has exactly that
   * type.
   */
  List<SqlFragment> alike(List<Expr> operands, DataType type) {
    int exact = 0;
    for (int i = operands.size() - 1; i >= 0; i--) {
      Expr operand = operands.get(i);
      if (!(operand instanceof Expr.Literal) && withoutWidening(operand).equals(operand)) {
        exact = i;
      }
    }
    int chosen = exact;
    return IntStream.range(0, operands.size())
        .mapToObj(i -> i == chosen ? of(operands.get(i)) : number(operands.get(i)))
        .toList();
  }

  private static Expr withoutWidening(Expr expr) {
    if (!(expr instanceof Expr.Cast cast) || cast.operand() instanceof Expr.Literal) {
      return expr;
    }
    DataType from = cast.operand().type();
    boolean toDouble = cast.type() == Primitive.DOUBLE && from.numeric();
    boolean toDecimal = cast.type().equals(DecimalSql.OF_BIGINT) && from == Primitive.BIGINT;
    return toDouble || toDecimal ? withoutWidening(cast.operand()) : expr;
  }

  // Operators

  private SqlFragment arithmetic(Expr.Call call, int precedence) {
    if (call.type() instanceof Decimal) {
      return DecimalSql.of(
          call,
          of(withoutWidening(call.arguments().get(0))),
          of(withoutWidening(call.arguments().get(1))),
          precedence);
    }
    List<SqlFragment> operands = alike(call.arguments(), call.type());
    SqlFragment right = operands.get(1);
    if (call.function() == ScalarFunction.MODULO && call.type() == Primitive.DOUBLE) {
      right = FunctionSql.unlessZero(call.arguments().get(1), right);
    }
    return new SqlFragment(
        operands.get(0).atLeast(precedence)
            + " "
            + call.function().symbol()
            + " "
            + right.above(precedence),
        precedence);
  }

  private SqlFragment divide(Expr dividend, Expr divisor) {
    SqlFragment right = FunctionSql.unlessZero(divisor, number(divisor));
    return new SqlFragment(
        number(dividend).atLeast(SqlFragment.PRODUCT) + " / " + right.above(SqlFragment.PRODUCT),
        SqlFragment.PRODUCT);
  }

  private SqlFragment negate(Expr operand) {
    return new SqlFragment("-" + of(operand).above(SqlFragment.SIGN), SqlFragment.SIGN);
  }

  private SqlFragment comparison(String operator, List<Expr> arguments) {
    List<SqlFragment> operands = alike(arguments, arguments.get(0).type());
    return predicate(
        operands.get(0), operator + " " + operands.get(1).above(SqlFragment.PREDICATE));
  }

  private static SqlFragment predicate(SqlFragment operand, String test) {
    return new SqlFragment(
        operand.above(SqlFragment.PREDICATE) + " " + test, SqlFragment.PREDICATE);
  }

  private SqlFragment joined(List<Expr> arguments, String operator, int precedence) {
    return new SqlFragment(
        arguments.stream().map(a -> of(a).above(precedence)).collect(Collectors.joining(operator)),
        precedence);
  }

  /** Equalities of one operand with literals are written with IN. */
  private SqlFragment or(List<Expr> arguments) {
    Expr first = arguments.get(0) instanceof Expr.Call call ? call.arguments().get(0) : null;
    List<String> values = new ArrayList<>();
    for (Expr argument : arguments) {
      if (argument instanceof Expr.Call call
          && call.function() == ScalarFunction.EQUAL
          && call.arguments().get(0).equals(first)
          && call.arguments().get(1) instanceof Expr.Literal literal) {
        values.add(SqlLiteral.bare(literal).text());
      }
    }
    if (first == null || first instanceof Expr.Literal || values.size() < arguments.size()) {
      return joined(arguments, " OR ", SqlFragment.OR);
    }
    return predicate(of(first), "IN (" + String.join(", ", values) + ")");
  }

  private SqlFragment not(Expr operand) {
    if (operand instanceof Expr.Call call && call.function() == ScalarFunction.LIKE) {
      return like("NOT LIKE", call.arguments());
    }
    return new SqlFragment("NOT " + of(operand).atLeast(SqlFragment.NOT), SqlFragment.NOT);
  }

  private SqlFragment like(String operator, List<Expr> arguments) {
    String escape = arguments.size() > 2 ? " ESCAPE " + of(arguments.get(2)).text() : "";
    return predicate(
        of(arguments.get(0)),
        operator + " " + of(arguments.get(1)).above(SqlFragment.PREDICATE) + escape);
  }

  private SqlFragment cast(String keyword, Expr operand, DataType type) {
    String from = of(operand).text();
    if (operand.type() == Primitive.VARCHAR && type == Primitive.TIMESTAMP) {
      // A plain cast would drop the text's offset from UTC.
      return SqlFragment.primary(
          "%s(%s(%s AS TIMESTAMPTZ) AS TIMESTAMP)".formatted(keyword, keyword, from));
    }
    if (type == Primitive.VARCHAR && DecimalSql.withoutWholeDigits(operand.type())) {
      // The kernel leaves out the zero before the point.
      return SqlFragment.primary(
          "regexp_replace(CAST(%s AS VARCHAR), '^(-?)[.]', '\\10.')".formatted(from));
    }
    return SqlFragment.primary("%s(%s AS %s)".formatted(keyword, from, SqlLiteral.type(type)));
  }
}
