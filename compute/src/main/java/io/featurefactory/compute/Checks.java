package io.featurefactory.compute;

import io.featurefactory.compute.Progress.CheckOutcome;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.Check;
import io.featurefactory.model.FeatureView.Statistic;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Evaluates a view's checks on what {@link CheckSql} measured of a boundary. */
final class Checks {
  private final FeatureView view;

  Checks(FeatureView view) {
    this.view = view;
  }

  /** Adds up the measures of disjoint sets of rows. */
  static Map<String, @Nullable Object> add(
      Map<String, @Nullable Object> a, Map<String, @Nullable Object> b) {
    Map<String, @Nullable Object> sum = new HashMap<>(a);
    b.forEach((name, value) -> sum.merge(name, value, (x, y) -> combined(name, x, y)));
    return sum;
  }

  private static Object combined(String name, Object x, Object y) {
    if (name.startsWith("min_")) {
      return Math.min((Double) x, (Double) y);
    }
    if (name.startsWith("max_")) {
      return Math.max((Double) x, (Double) y);
    }
    if (x instanceof Double number) {
      return number + (Double) y;
    }
    return x instanceof Long number ? (Object) (number + (Long) y) : x;
  }

  /** One outcome for each check, in order. */
  List<CheckOutcome> evaluate(Map<String, @Nullable Object> measured) {
    List<CheckOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < view.checks().size(); i++) {
      Check check = view.checks().get(i);
      outcomes.add(check.perRow() ? rows(check, i, measured) : whole(check, measured));
    }
    return outcomes;
  }

  private static CheckOutcome rows(Check check, int index, Map<String, @Nullable Object> measured) {
    long broken = number(measured, "broken_" + index);
    long changed = number(measured, "changed");
    String rows = changed + (changed == 1 ? " row" : " rows");
    String evidence =
        broken == 0
            ? "all of " + rows
            : "broken by %d of %s, for instance %s"
                .formatted(broken, rows, measured.get("example_" + index));
    return new CheckOutcome(check.text(), broken == 0, evidence);
  }

  /** NULL, as of no rows at all, passes. */
  private static CheckOutcome whole(Check check, Map<String, @Nullable Object> measured) {
    Map<String, @Nullable Object> row = new HashMap<>();
    List<String> evidence = new ArrayList<>();
    for (Statistic statistic : check.statistics()) {
      Object value = value(statistic, measured);
      row.put(statistic.name(), value);
      evidence.add(statistic.name() + " = " + value);
    }
    Object result = ExprEvaluator.evaluate(check.condition(), row::get);
    return new CheckOutcome(
        check.text(), !Boolean.FALSE.equals(result), String.join(", ", evidence));
  }

  private static @Nullable Object value(
      Statistic statistic, Map<String, @Nullable Object> measured) {
    long rows = number(measured, "changed");
    String feature = Objects.requireNonNullElse(statistic.feature(), "");
    return switch (statistic.kind()) {
      case ROW_COUNT -> rows;
      case NULL_RATE ->
          rows == 0 ? null : (rows - number(measured, "known_" + feature)) / (double) rows;
      case MEAN -> {
        Object sum = measured.get("sum_" + feature);
        yield sum == null ? null : (Double) sum / number(measured, "known_" + feature);
      }
      case MINIMUM -> measured.get("min_" + feature);
      case MAXIMUM -> measured.get("max_" + feature);
    };
  }

  private static long number(Map<String, @Nullable Object> measured, String name) {
    return measured.get(name) instanceof Long number ? number : 0;
  }
}
