package io.featurefactory.definitions;

import io.featurefactory.model.DataType;
import io.featurefactory.model.Expr;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checked expressions as canonical text, for hashes of meaning. The form is part of what registries
 * hold: it never changes.
 */
final class ExprText implements Expr.Visitor<String> {
  private static final ExprText INSTANCE = new ExprText();

  private ExprText() {}

  /** The text; {@code -} for null. */
  static String of(@Nullable Expr expr) {
    return expr == null ? "-" : expr.accept(INSTANCE);
  }

  @Override
  public String literal(Expr.Literal literal) {
    Object value = literal.value();
    String text =
        value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    return quoted(text) + ":" + type(literal.type()) + (value == null ? "?" : "");
  }

  @Override
  public String column(Expr.Column column) {
    return "$" + quoted(column.name()) + ":" + type(column.type());
  }

  @Override
  public String call(Expr.Call call) {
    return call.arguments().stream()
        .map(ExprText::of)
        .collect(
            Collectors.joining(" ", "(" + call.function().name() + " ", "):" + type(call.type())));
  }

  @Override
  public String cast(Expr.Cast cast) {
    return "(CAST " + of(cast.operand()) + "):" + type(cast.type());
  }

  @Override
  public String caseWhen(Expr.Case caseWhen) {
    return caseWhen.branches().stream()
            .map(branch -> of(branch.condition()) + " " + of(branch.result()))
            .collect(Collectors.joining(" ", "(CASE ", " "))
        + of(caseWhen.otherwise())
        + "):"
        + type(caseWhen.type());
  }

  private static String type(DataType type) {
    return type.displayName();
  }

  static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
  }
}
