package io.featurefactory.definitions.expression;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.jspecify.annotations.Nullable;

/** Types of operators. */
final class OperatorChecker {
  private static final Map<SqlKind, ScalarFunction> COMPARISONS =
      Map.of(
          SqlKind.EQUALS, ScalarFunction.EQUAL,
          SqlKind.NOT_EQUALS, ScalarFunction.NOT_EQUAL,
          SqlKind.LESS_THAN, ScalarFunction.LESS,
          SqlKind.LESS_THAN_OR_EQUAL, ScalarFunction.LESS_OR_EQUAL,
          SqlKind.GREATER_THAN, ScalarFunction.GREATER,
          SqlKind.GREATER_THAN_OR_EQUAL, ScalarFunction.GREATER_OR_EQUAL,
          SqlKind.IS_DISTINCT_FROM, ScalarFunction.IS_DISTINCT_FROM,
          SqlKind.IS_NOT_DISTINCT_FROM, ScalarFunction.IS_NOT_DISTINCT_FROM);
  private static final Map<SqlKind, ScalarFunction> ARITHMETIC =
      Map.of(
          SqlKind.PLUS, ScalarFunction.ADD,
          SqlKind.MINUS, ScalarFunction.SUBTRACT,
          SqlKind.TIMES, ScalarFunction.MULTIPLY,
          SqlKind.MOD, ScalarFunction.MODULO);

  private final TypeChecker types;

  OperatorChecker(TypeChecker types) {
    this.types = types;
  }

  /** True if {@link #check} is in charge of the call. */
  boolean knows(SqlCall call) {
    return switch (call.getKind()) {
      case DIVIDE,
          MINUS_PREFIX,
          PLUS_PREFIX,
          AND,
          OR,
          NOT,
          IS_NULL,
          IS_NOT_NULL,
          IS_TRUE,
          IS_NOT_TRUE,
          IS_FALSE,
          IS_NOT_FALSE,
          IS_UNKNOWN,
          BETWEEN,
          IN,
          NOT_IN,
          LIKE ->
          true;
      default ->
          COMPARISONS.containsKey(call.getKind())
              || ARITHMETIC.containsKey(call.getKind())
              || call.getOperator().getName().equals("||");
    };
  }

  /** The typed tree; null after a fault, or for what is no operator. */
  @Nullable Expr check(SqlCall call) {
    List<SqlNode> operands = call.getOperandList();
    ScalarFunction comparison = COMPARISONS.get(call.getKind());
    if (comparison != null) {
      return compare(call, comparison, operands.get(0), operands.get(1));
    }
    ScalarFunction arithmetic = ARITHMETIC.get(call.getKind());
    if (arithmetic != null) {
      return arithmetic(call, arithmetic);
    }
    return switch (call.getKind()) {
      case DIVIDE -> divide(call);
      case MINUS_PREFIX -> negate(call);
      case PLUS_PREFIX -> number(operands.get(0), "+");
      case AND -> connect(call, ScalarFunction.AND);
      case OR -> connect(call, ScalarFunction.OR);
      case NOT -> not(call, types.condition(operands.get(0), "not"));
      case IS_NULL, IS_UNKNOWN -> isNull(call, ScalarFunction.IS_NULL);
      case IS_NOT_NULL -> isNull(call, ScalarFunction.IS_NOT_NULL);
      case IS_TRUE -> truth(call, ScalarFunction.IS_NOT_DISTINCT_FROM, true);
      case IS_NOT_TRUE -> truth(call, ScalarFunction.IS_DISTINCT_FROM, true);
      case IS_FALSE -> truth(call, ScalarFunction.IS_NOT_DISTINCT_FROM, false);
      case IS_NOT_FALSE -> truth(call, ScalarFunction.IS_DISTINCT_FROM, false);
      case BETWEEN -> between(call);
      case IN, NOT_IN -> in(call);
      case LIKE -> like(call);
      default -> call.getOperator().getName().equals("||") ? concat(call) : null;
    };
  }

  private @Nullable Expr compare(SqlNode at, ScalarFunction function, SqlNode left, SqlNode right) {
    List<Expr> operands = types.all(List.of(left, right));
    if (operands == null) {
      return null;
    }
    boolean nullable =
        function == ScalarFunction.IS_DISTINCT_FROM
            || function == ScalarFunction.IS_NOT_DISTINCT_FROM;
    if (!nullable && operands.stream().anyMatch(Coercion::isNull)) {
      return types.fault(at, ExpressionErrors.comparesNull(function.symbol()));
    }
    for (int i = 0; i < 2; i++) {
      if (!Coercion.isScalar(operands.get(i).type())) {
        return types.fault(
            i == 0 ? left : right,
            ExpressionErrors.operand(
                function.symbol(), operands.get(i).type().displayName(), "a scalar"));
      }
    }
    List<Expr> alike = types.alike(at, function.symbol(), List.of(left, right), operands);
    if (alike == null) {
      return null;
    }
    boolean decimals = operands.stream().allMatch(o -> o.type() instanceof Decimal);
    return types.call(at, function, decimals ? operands : alike, Primitive.BOOLEAN);
  }

  private @Nullable Expr number(SqlNode node, String operator) {
    Expr expr = types.check(node);
    if (expr == null || expr.type().numeric()) {
      return expr;
    }
    return types.fault(
        node, ExpressionErrors.operand(operator, expr.type().displayName(), "a number"));
  }

  private @Nullable Expr arithmetic(SqlCall call, ScalarFunction function) {
    Expr left = number(call.operand(0), function.symbol());
    Expr right = number(call.operand(1), function.symbol());
    return left == null || right == null ? null : arithmetic(call, function, left, right);
  }

  /** Both operands are numbers. */
  @Nullable Expr arithmetic(SqlCall call, ScalarFunction function, Expr left, Expr right) {
    boolean anyDouble = left.type() == Primitive.DOUBLE || right.type() == Primitive.DOUBLE;
    boolean integers = left.type() == Primitive.BIGINT && right.type() == Primitive.BIGINT;
    if (anyDouble || integers || function == ScalarFunction.MODULO) {
      List<Expr> alike =
          types.alike(call, function.symbol(), call.getOperandList(), List.of(left, right));
      return alike == null ? null : types.call(call, function, alike, alike.get(0).type());
    }
    List<Expr> operands = List.of(Coercion.toDecimal(left), Coercion.toDecimal(right));
    Decimal a = (Decimal) operands.get(0).type();
    Decimal b = (Decimal) operands.get(1).type();
    if (function == ScalarFunction.MULTIPLY && a.scale() + b.scale() > Decimal.MAX_PRECISION) {
      return types.fault(call, ExpressionErrors.tooFine(a.scale() + b.scale()));
    }
    return types.call(
        call, function, operands, function == ScalarFunction.MULTIPLY ? product(a, b) : sum(a, b));
  }

  private static Decimal product(Decimal a, Decimal b) {
    return new Decimal(
        Math.min(a.precision() + b.precision(), Decimal.MAX_PRECISION), a.scale() + b.scale());
  }

  private static Decimal sum(Decimal a, Decimal b) {
    int scale = Math.max(a.scale(), b.scale());
    int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    return new Decimal(Math.min(whole + scale + 1, Decimal.MAX_PRECISION), scale);
  }

  private @Nullable Expr divide(SqlCall call) {
    List<Expr> operands = new ArrayList<>();
    for (SqlNode node : call.getOperandList()) {
      Expr number = number(node, "/");
      Expr operand = number == null ? null : types.coerce(node, number, Primitive.DOUBLE);
      if (operand != null) {
        operands.add(operand);
      }
    }
    return operands.size() < 2
        ? null
        : types.call(call, ScalarFunction.DIVIDE, operands, Primitive.DOUBLE);
  }

  private @Nullable Expr negate(SqlCall call) {
    if (call.operand(0) instanceof SqlNumericLiteral literal) {
      return types.constant(call, () -> Constants.negative(literal));
    }
    Expr operand = number(call.operand(0), "-");
    return operand == null
        ? null
        : types.call(call, ScalarFunction.NEGATE, List.of(operand), operand.type());
  }

  private @Nullable Expr connect(SqlCall call, ScalarFunction function) {
    List<Expr> operands = new ArrayList<>();
    for (SqlNode node : call.getOperandList()) {
      Expr operand = types.condition(node, function.symbol());
      if (operand == null) {
        continue;
      }
      boolean same = operand instanceof Expr.Call inner && inner.function() == function;
      operands.addAll(same ? ((Expr.Call) operand).arguments() : List.of(operand));
    }
    return operands.size() < call.operandCount()
        ? null
        : types.call(call, function, operands, Primitive.BOOLEAN);
  }

  private @Nullable Expr not(SqlNode at, @Nullable Expr operand) {
    return operand == null
        ? null
        : types.call(at, ScalarFunction.NOT, List.of(operand), Primitive.BOOLEAN);
  }

  private @Nullable Expr isNull(SqlCall call, ScalarFunction function) {
    Expr operand = types.check(call.operand(0));
    return operand == null ? null : types.call(call, function, List.of(operand), Primitive.BOOLEAN);
  }

  private @Nullable Expr truth(SqlCall call, ScalarFunction function, boolean value) {
    Expr operand = types.condition(call.operand(0), "is " + value);
    return operand == null
        ? null
        : types.call(
            call,
            function,
            List.of(operand, new Expr.Literal(value, Primitive.BOOLEAN)),
            Primitive.BOOLEAN);
  }

  private @Nullable Expr between(SqlCall call) {
    SqlBetweenOperator operator = (SqlBetweenOperator) call.getOperator();
    if (operator.flag == SqlBetweenOperator.Flag.SYMMETRIC) {
      return types.fault(call, ExpressionErrors.unsupported("between symmetric"));
    }
    SqlNode value = call.operand(0);
    Expr low = compare(value, ScalarFunction.GREATER_OR_EQUAL, value, call.operand(1));
    Expr high = compare(value, ScalarFunction.LESS_OR_EQUAL, value, call.operand(2));
    if (low == null || high == null) {
      return null;
    }
    Expr both = types.call(call, ScalarFunction.AND, List.of(low, high), Primitive.BOOLEAN);
    return operator.isNegated() ? not(call, both) : both;
  }

  private @Nullable Expr in(SqlCall call) {
    if (!(call.operand(1) instanceof SqlNodeList values)) {
      return types.fault(call.operand(1), ExpressionErrors.unsupported("a query"));
    }
    SqlNode value = call.operand(0);
    List<Expr> equalities = new ArrayList<>();
    for (SqlNode candidate : values) {
      Expr equality = compare(candidate, ScalarFunction.EQUAL, value, candidate);
      if (equality != null) {
        equalities.add(equality);
      }
    }
    if (equalities.size() < values.size()) {
      return null;
    }
    Expr any =
        equalities.size() == 1
            ? equalities.get(0)
            : types.call(call, ScalarFunction.OR, equalities, Primitive.BOOLEAN);
    return call.getKind() == SqlKind.NOT_IN ? not(call, any) : any;
  }

  private @Nullable Expr like(SqlCall call) {
    SqlLikeOperator operator = (SqlLikeOperator) call.getOperator();
    if (!operator.isCaseSensitive()) {
      return types.fault(call, ExpressionErrors.unsupported("ilike"));
    }
    List<Expr> texts = texts(call, "like");
    if (texts == null) {
      return null;
    }
    if (texts.size() == 3 && !isOneCharacter(texts.get(2))) {
      return types.fault(
          call.operand(2), ExpressionErrors.operand("escape", "another text", "one character"));
    }
    Expr like = types.call(call, ScalarFunction.LIKE, texts, Primitive.BOOLEAN);
    return operator.isNegated() ? not(call, like) : like;
  }

  private static boolean isOneCharacter(Expr expr) {
    return expr instanceof Expr.Literal literal
        && literal.value() instanceof String text
        && text.codePointCount(0, text.length()) == 1;
  }

  private @Nullable Expr concat(SqlCall call) {
    List<Expr> texts = texts(call, "||");
    if (texts == null) {
      return null;
    }
    List<Expr> flat = new ArrayList<>();
    for (Expr text : texts) {
      boolean same = text instanceof Expr.Call inner && inner.function() == ScalarFunction.CONCAT;
      flat.addAll(same ? ((Expr.Call) text).arguments() : List.of(text));
    }
    return types.call(call, ScalarFunction.CONCAT, flat, Primitive.VARCHAR);
  }

  private @Nullable List<Expr> texts(SqlCall call, String operator) {
    List<Expr> texts = new ArrayList<>();
    for (SqlNode node : call.getOperandList()) {
      Expr text = types.check(node);
      if (text != null && text.type() != Primitive.VARCHAR) {
        DataType type = text.type();
        types.fault(node, ExpressionErrors.operand(operator, type.displayName(), "a string"));
      } else if (text != null) {
        texts.add(text);
      }
    }
    return texts.size() < call.operandCount() ? null : texts;
  }
}
