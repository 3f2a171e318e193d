package io.featurefactory.model.evaluation;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DoubleText;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every way in which the evaluation of an expression can fail. */
final class EvaluationErrors {
  private EvaluationErrors() {}

  static FactoryException outOfRange(String symbol, List<?> operands, DataType type) {
    boolean operator = !Character.isLetter(symbol.charAt(0));
    String call =
        operator && operands.size() == 2
            ? text(operands.get(0)) + " " + symbol + " " + text(operands.get(1))
            : symbol
                + operands.stream()
                    .map(EvaluationErrors::text)
                    .collect(Collectors.joining(", ", "(", ")"));
    return data(
        "%s is out of range (expected: a result that fits into %s; cast an operand to double to"
                .formatted(call, type.displayName())
            + " avoid this)");
  }

  static FactoryException notConvertible(Object value, DataType type) {
    return data(
        "cannot convert %s to %s (expected: %s; try_cast gives NULL instead)"
            .formatted(text(value), type.displayName(), expectation(type)));
  }

  static FactoryException substringTooFar(Object value) {
    return data(
        "substring position or length %s is out of range (expected: at most 4294967295)"
            .formatted(text(value)));
  }

  static FactoryException dateOutOfRange(String symbol, List<?> operands) {
    return data(
        operands.stream()
                .map(EvaluationErrors::text)
                .collect(Collectors.joining(", ", symbol + "(", ")"))
            + " is out of range (expected: a time between the years -290308 and 294246)");
  }

  static FactoryException likeEscape(String pattern) {
    return data(
        "like pattern '%s' ends with its escape character (expected: a character after it)"
            .formatted(pattern));
  }

  private static String expectation(DataType type) {
    if (type instanceof DataType.Decimal decimal) {
      return "a number with at most %d digits before the point"
          .formatted(decimal.precision() - decimal.scale());
    }
    if (!(type instanceof DataType.Primitive primitive)) {
      return "a value of that type";
    }
    return switch (primitive) {
      case BOOLEAN -> "true or false";
      case BIGINT -> "a number between -9223372036854775808 and 9223372036854775807";
      case DOUBLE, FLOAT -> "a number such as 1.5 or 2e-3";
      case VARCHAR -> "a text";
      case TIMESTAMP -> "a time such as 2024-01-31 10:00:00 or 2024-01-31T10:00:00+02:00";
    };
  }

  private static String text(@Nullable Object value) {
    if (value instanceof String string) {
      return "'" + string + "'";
    }
    if (value instanceof Double number) {
      return DoubleText.of(number);
    }
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }

  private static FactoryException data(String message) {
    return new FactoryException(Kind.DATA, message);
  }
}
