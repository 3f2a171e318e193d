package io.featurefactory.testkit.oracle;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** By how much a DOUBLE may be off at most, as promised to users. */
final class Bounds {
  private static final double RELATIVE = 1e-12;

  /** For what is computed from inexact values. */
  private static final double RELATIVE_OF_EXPRESSIONS = 1e-9;

  private Bounds() {}

  static double of(Aggregate aggregate, List<Point> points) {
    Expr argument = aggregate.argument();
    List<Double> numbers = new ArrayList<>();
    for (Point point : points) {
      if (argument != null && argument.type() == Primitive.DOUBLE && point.value() != null) {
        numbers.add((Double) point.value());
      }
    }
    double n = numbers.size();
    double sum = numbers.stream().mapToDouble(Math::abs).sum();
    double meanSquare = numbers.stream().mapToDouble(x -> x * x / n).sum();
    return switch (aggregate.function()) {
      case SUM -> RELATIVE * sum;
      case AVG -> n == 0 ? 0 : RELATIVE * sum / n;
      case VARIANCE -> RELATIVE * Math.sqrt(variance(numbers) * meanSquare);
      case STDDEV -> RELATIVE * Math.sqrt(meanSquare);
      case QUANTILE, SLOPE -> RELATIVE_OF_EXPRESSIONS * magnitude(aggregate, points);
      case COUNT, COUNT_DISTINCT, MIN, MAX, FIRST, LAST, LAST_N, LAST_N_DISTINCT, TOP_K -> 0;
    };
  }

  private static double variance(List<Double> numbers) {
    Double variance = numbers.isEmpty() ? null : Numbers.variance(List.copyOf(numbers));
    return variance == null ? 0 : variance;
  }

  private static double magnitude(Aggregate aggregate, List<Point> points) {
    return aggregate.argument() != null
            && AggregateValue.ofValues(aggregate, points) instanceof Double value
        ? Math.abs(value)
        : 0;
  }

  /** A column has the bound of its aggregate; an expression over inexact ones a relative one. */
  static List<Double> ofFeatures(
      FeatureView view, Map<String, Double> ofColumns, List<@Nullable Object> values) {
    List<Double> bounds = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Expr expr = view.features().get(i).expr();
      if (expr instanceof Expr.Column column) {
        bounds.add(ofColumns.getOrDefault(column.name(), 0.0));
      } else {
        boolean exact = ofColumns.values().stream().allMatch(bound -> bound == 0);
        boolean real = values.get(i) instanceof Double;
        bounds.add(
            real && !exact ? RELATIVE_OF_EXPRESSIONS * Math.abs((Double) values.get(i)) : 0.0);
      }
    }
    return bounds;
  }
}
