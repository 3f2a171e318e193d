package io.featurefactory.definitions.expression;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.Suggestion;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView.Check;
import io.featurefactory.model.FeatureView.Statistic;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Reads a check. Calls of statistics become columns of the condition, named as they are written in
 * canonical form: {@code null_rate(f)}.
 */
final class CheckReader {
  private static final Map<String, Statistic.Kind> KINDS =
      Map.of(
          "null_rate", Statistic.Kind.NULL_RATE,
          "mean", Statistic.Kind.MEAN,
          "minimum", Statistic.Kind.MINIMUM,
          "maximum", Statistic.Kind.MAXIMUM,
          "row_count", Statistic.Kind.ROW_COUNT);

  private final ParsedSql parsed;
  private final Columns features;
  private final Faults faults;
  private final Map<String, Statistic> statistics = new LinkedHashMap<>();
  private final Set<String> rowColumns = new LinkedHashSet<>();
  private boolean faulty;

  CheckReader(ParsedSql parsed, Columns features, Faults faults) {
    this.parsed = parsed;
    this.features = features;
    this.faults = faults;
  }

  @Nullable Check check() {
    SqlNode condition = parsed.node().accept(new Statistics());
    if (condition == null || faulty) {
      return null;
    }
    Map<String, DataType> known = new LinkedHashMap<>(features.types());
    statistics.forEach((name, statistic) -> known.put(name, type(statistic)));
    Columns columns = new Columns(features.noun(), known, features.complete());
    TypeChecker types =
        new TypeChecker(
            new ParsedSql(condition, parsed.written(), parsed.quoted()), columns, faults);
    Expr expr = types.check(condition);
    if (expr == null) {
      return null;
    }
    String problem = problem(expr);
    if (!problem.isEmpty()) {
      types.fault(parsed.node(), problem);
      return null;
    }
    return new Check(parsed.written().text(), expr, statistics.values().stream().toList());
  }

  private String problem(Expr expr) {
    if (expr.type() != Primitive.BOOLEAN) {
      return ExpressionErrors.wrongResult(expr.type(), "a condition, true or false");
    }
    if (!statistics.isEmpty() && !rowColumns.isEmpty()) {
      return ExpressionErrors.mixedCheck();
    }
    return statistics.isEmpty() && rowColumns.isEmpty() ? ExpressionErrors.emptyCheck() : "";
  }

  private static DataType type(Statistic statistic) {
    return statistic.kind() == Statistic.Kind.ROW_COUNT ? Primitive.BIGINT : Primitive.DOUBLE;
  }

  /** Puts columns in the place of statistics, and notes which features are used as they are. */
  private final class Statistics extends SqlShuttle {
    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
      Statistic.Kind kind = KINDS.get(name);
      if (kind == null) {
        return super.visit(call);
      }
      Statistic statistic = statistic(call, name, kind);
      if (statistic == null) {
        faulty = true;
        return call;
      }
      statistics.put(statistic.name(), statistic);
      SqlParserPos place = call.getParserPosition();
      return new SqlIdentifier(statistic.name(), place);
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier identifier) {
      rowColumns.add(identifier.toString());
      return identifier;
    }
  }

  private @Nullable Statistic statistic(SqlCall call, String name, Statistic.Kind kind) {
    if (kind == Statistic.Kind.ROW_COUNT) {
      if (call.operandCount() == 0) {
        return new Statistic("row_count()", kind, null);
      }
      fault(call, ExpressionErrors.arity("row_count()", call.operandCount()));
      return null;
    }
    if (call.operandCount() != 1 || !(call.operand(0) instanceof SqlIdentifier feature)) {
      fault(call, ExpressionErrors.arity(name + "(feature)", call.operandCount()));
      return null;
    }
    String text = String.join(".", feature.names);
    DataType type = features.find(text);
    if (type == null) {
      if (features.complete()) {
        String suggestion = Suggestion.of(text, features.types().keySet());
        fault(feature, ExpressionErrors.unknownColumn(features.noun(), text, suggestion));
      }
      return null;
    }
    if (kind != Statistic.Kind.NULL_RATE && !type.numeric()) {
      fault(feature, ExpressionErrors.argument(1, name, type.displayName(), "a numeric feature"));
      return null;
    }
    return new Statistic(name + "(" + text + ")", kind, text);
  }

  private void fault(SqlNode node, String message) {
    faults.add(parsed.positionOf(node), message);
  }
}
