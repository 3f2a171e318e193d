package io.featurefactory.definitions.expression;

import io.featurefactory.definitions.expression.Signature.Parameter;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.jspecify.annotations.Nullable;

/** Types of function calls and casts. */
final class CallChecker {
  private static final List<String> PARTS =
      List.of(
          "year", "quarter", "month", "week", "day", "hour", "minute", "second", "dow", "isodow",
          "doy");
  private static final List<String> UNITS =
      List.of("second", "minute", "hour", "day", "week", "month", "quarter", "year");
  private static final long MOST_DIGITS = 15;

  private final TypeChecker types;

  CallChecker(TypeChecker types) {
    this.types = types;
  }

  /** The typed tree of a call by name; null after a fault. */
  @Nullable Expr check(SqlCall call) {
    String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "item" -> check(call, signature("element_at"), call.getOperandList());
      case "extract" -> extract(call);
      case "trim" -> trim(call);
      case "epoch_ms" -> epochMs(call);
      default -> {
        Signature signature = FunctionCatalog.find(name);
        yield signature == null
            ? types.fault(call, FunctionCatalog.unknown(name))
            : check(call, signature, call.getOperandList());
      }
    };
  }

  private static Signature signature(String name) {
    return java.util.Objects.requireNonNull(FunctionCatalog.find(name));
  }

  private @Nullable Expr check(SqlCall call, Signature signature, List<SqlNode> nodes) {
    if (!signature.accepts(nodes.size())) {
      return types.fault(call, ExpressionErrors.arity(signature.usage(), nodes.size()));
    }
    List<Expr> arguments = types.all(nodes);
    if (arguments == null) {
      return null;
    }
    boolean alike =
        signature.parameter(0) == Parameter.ALIKE
            || signature.parameter(0) == Parameter.ALIKE_OR_ARRAY;
    List<Expr> right =
        alike ? alike(call, signature, nodes, arguments) : each(signature, nodes, arguments);
    return right == null ? null : typed(call, signature, right);
  }

  private @Nullable List<Expr> alike(
      SqlCall call, Signature signature, List<SqlNode> nodes, List<Expr> arguments) {
    List<Expr> right = types.alike(call, signature.function().symbol(), nodes, arguments);
    boolean array =
        right != null
            && signature.parameter(0) == Parameter.ALIKE
            && !Coercion.isScalar(right.get(0).type());
    if (array) {
      types.fault(nodes.get(0), wrong(signature, 0, arguments.get(0)));
      return null;
    }
    return right;
  }

  private @Nullable List<Expr> each(
      Signature signature, List<SqlNode> nodes, List<Expr> arguments) {
    List<Expr> right = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Expr argument = arguments.get(i);
      DataType wanted = wanted(signature.parameter(i), argument, arguments);
      if (wanted == null) {
        types.fault(nodes.get(i), wrong(signature, i, argument));
        continue;
      }
      Expr coerced =
          signature.parameter(i) == Parameter.UNIT
              ? unit(argument)
              : types.coerce(nodes.get(i), argument, wanted);
      if (coerced != null) {
        right.add(coerced);
      }
    }
    return right.size() == arguments.size() ? right : null;
  }

  private static Expr unit(Expr literal) {
    Object unit = ((Expr.Literal) literal).value();
    return new Expr.Literal(String.valueOf(unit).toLowerCase(Locale.ROOT), Primitive.VARCHAR);
  }

  private static String wrong(Signature signature, int index, Expr argument) {
    String found =
        argument instanceof Expr.Literal literal && literal.value() != null
            ? "'" + literal.value() + "'"
            : argument.type().displayName();
    return ExpressionErrors.argument(
        index + 1,
        signature.usage().substring(0, signature.usage().indexOf('(')),
        found,
        signature.parameter(index).expectation());
  }

  /** The type that an argument is brought to; null if it cannot be an argument. */
  private static @Nullable DataType wanted(Parameter parameter, Expr argument, List<Expr> all) {
    DataType type = argument.type();
    boolean isNull = Coercion.isNull(argument);
    return switch (parameter) {
      case TEXT -> type == Primitive.VARCHAR ? type : null;
      case NUMBER -> type.numeric() ? type : isNull ? Primitive.DOUBLE : null;
      case DOUBLE -> type.numeric() || isNull ? Primitive.DOUBLE : null;
      case BIGINT -> type == Primitive.BIGINT || isNull ? Primitive.BIGINT : null;
      case TIMESTAMP ->
          type == Primitive.TIMESTAMP
                  || (argument instanceof Expr.Literal l && l.type() == Primitive.VARCHAR)
              ? Primitive.TIMESTAMP
              : null;
      case ARRAY -> type instanceof DataType.Array ? type : null;
      case ELEMENT -> element(argument, all.get(0).type());
      case UNIT -> isUnit(argument) ? type : null;
      case DIGITS -> isDigits(argument) ? type : null;
      case ALIKE, ALIKE_OR_ARRAY -> type;
    };
  }

  private static @Nullable DataType element(Expr argument, DataType array) {
    if (!(array instanceof DataType.Array of)) {
      return argument.type();
    }
    DataType element = scalar(of.element());
    Expr example = new Expr.Column("element", element);
    DataType common = Coercion.common(List.of(example, argument));
    return element.equals(common) ? element : null;
  }

  private static DataType scalar(DataType element) {
    return element == Primitive.FLOAT ? Primitive.DOUBLE : element;
  }

  private static boolean isUnit(Expr argument) {
    return argument instanceof Expr.Literal literal
        && literal.value() instanceof String text
        && UNITS.contains(text.toLowerCase(Locale.ROOT));
  }

  private static boolean isDigits(Expr argument) {
    return argument instanceof Expr.Literal literal
        && literal.value() instanceof Long digits
        && digits >= 0
        && digits <= MOST_DIGITS;
  }

  private @Nullable Expr typed(SqlCall call, Signature signature, List<Expr> arguments) {
    DataType first = arguments.get(0).type();
    return switch (signature.result()) {
      case BOOLEAN -> types.call(call, signature.function(), arguments, Primitive.BOOLEAN);
      case BIGINT -> types.call(call, signature.function(), arguments, Primitive.BIGINT);
      case DOUBLE -> types.call(call, signature.function(), arguments, Primitive.DOUBLE);
      case TEXT -> types.call(call, signature.function(), spelledOut(signature, arguments), first);
      case TIMESTAMP -> types.call(call, signature.function(), arguments, Primitive.TIMESTAMP);
      case FIRST, COMMON -> common(call, signature, arguments);
      case ELEMENT ->
          types.call(
              call, signature.function(), arguments, scalar(((DataType.Array) first).element()));
      case WHOLE -> whole(call, signature, arguments);
    };
  }

  private @Nullable Expr common(SqlCall call, Signature signature, List<Expr> arguments) {
    if (signature.function() == ScalarFunction.MODULO) {
      return new OperatorChecker(types)
          .arithmetic(call, ScalarFunction.MODULO, arguments.get(0), arguments.get(1));
    }
    return types.call(call, signature.function(), arguments, arguments.get(0).type());
  }

  /** The characters that a trim takes away are always an argument. */
  private static List<Expr> spelledOut(Signature signature, List<Expr> arguments) {
    boolean trim =
        switch (signature.function()) {
          case TRIM, LTRIM, RTRIM -> arguments.size() == 1;
          default -> false;
        };
    return trim ? List.of(arguments.get(0), new Expr.Literal(" ", Primitive.VARCHAR)) : arguments;
  }

  private @Nullable Expr whole(SqlCall call, Signature signature, List<Expr> arguments) {
    Expr number = arguments.get(0);
    long digits =
        arguments.size() > 1 && ((Expr.Literal) arguments.get(1)).value() instanceof Long n ? n : 0;
    boolean wholeAlready =
        number.type() == Primitive.BIGINT
            || (number.type() instanceof Decimal decimal && digits >= decimal.scale());
    if (wholeAlready) {
      return number;
    }
    DataType type =
        number.type() instanceof Decimal decimal
            ? new Decimal(decimal.precision(), (int) digits)
            : number.type();
    List<Expr> all =
        signature.function() == ScalarFunction.ROUND
            ? List.of(number, new Expr.Literal(digits, Primitive.BIGINT))
            : arguments;
    return types.call(call, signature.function(), all, type);
  }

  private @Nullable Expr extract(SqlCall call) {
    String part = call.operand(0).toString().replace("`", "").toLowerCase(Locale.ROOT);
    if (!PARTS.contains(part)) {
      return types.fault(
          call,
          ExpressionErrors.argument(
              1, "extract", "'" + part + "'", "one of " + String.join(", ", PARTS)));
    }
    Expr time = types.check(call.operand(1));
    if (time == null) {
      return null;
    }
    if (time.type() != Primitive.TIMESTAMP) {
      return types.fault(
          call.operand(1),
          ExpressionErrors.argument(2, "extract", time.type().displayName(), "a timestamp"));
    }
    List<Expr> arguments = List.of(new Expr.Literal(part, Primitive.VARCHAR), time);
    return types.call(call, ScalarFunction.EXTRACT, arguments, Primitive.BIGINT);
  }

  /** {@code trim(both 'x' from y)}; the parser fills in what is not written. */
  private @Nullable Expr trim(SqlCall call) {
    if (call.operandCount() != 3 || !(call.operand(0) instanceof SqlLiteral flag)) {
      return check(call, signature("trim"), call.getOperandList());
    }
    String name =
        switch (flag.getValueAs(SqlTrimFunction.Flag.class)) {
          case BOTH -> "trim";
          case LEADING -> "ltrim";
          case TRAILING -> "rtrim";
        };
    return check(call, signature(name), List.of(call.operand(2), call.operand(1)));
  }

  private @Nullable Expr epochMs(SqlCall call) {
    if (call.operandCount() != 1) {
      return types.fault(
          call, ExpressionErrors.arity("epoch_ms(timestamp or bigint)", call.operandCount()));
    }
    Expr argument = types.check(call.operand(0));
    if (argument == null) {
      return null;
    }
    Signature signature =
        argument.type() == Primitive.BIGINT
            ? FunctionCatalog.FROM_EPOCH_MS
            : FunctionCatalog.EPOCH_MS_OF;
    return check(call, signature, call.getOperandList());
  }

  /** The typed tree of a cast; null after a fault. */
  @Nullable Expr cast(SqlCall call) {
    String text = call.operand(1).toString().replace("`", "");
    DataType type = TypeNames.find(text);
    Expr operand = types.check(call.operand(0));
    if (type == null) {
      return types.fault(call.operand(1), TypeNames.unknown(text.toLowerCase(Locale.ROOT)));
    }
    if (operand == null) {
      return null;
    }
    if (!Coercion.isNull(operand) && !castable(operand.type(), type)) {
      return types.fault(
          call, ExpressionErrors.noCast(operand.type(), type, hint(operand.type(), type)));
    }
    if (call.getKind() == SqlKind.SAFE_CAST) {
      return types.call(call, ScalarFunction.TRY_CAST, List.of(operand), type);
    }
    return types.coerce(call, operand, type);
  }

  private static boolean castable(DataType from, DataType to) {
    if (from.equals(to)) {
      return true;
    }
    if (!Coercion.isScalar(from) || !Coercion.isScalar(to)) {
      return false;
    }
    boolean numbers = from.numeric() && to.numeric();
    boolean flag =
        (from == Primitive.BOOLEAN && to.numeric())
            || (from == Primitive.BIGINT && to == Primitive.BOOLEAN);
    return numbers || flag || from == Primitive.VARCHAR || to == Primitive.VARCHAR;
  }

  private static String hint(DataType from, DataType to) {
    boolean time = from == Primitive.TIMESTAMP || to == Primitive.TIMESTAMP;
    boolean number = from.numeric() || to.numeric();
    return time && number ? "use epoch_ms" : "";
  }
}
