package io.featurefactory.compute;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Computation.Aggregation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.Feature;
import io.featurefactory.model.Window;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a key without events. */
public final class EmptyRow {
  private EmptyRow() {}

  /**
   * The value of each feature in order: counts are 0 and other aggregates NULL; all NULL for views
   * of other kinds.
   */
  public static List<@Nullable Object> of(FeatureView view) {
    List<@Nullable Object> values = new ArrayList<>();
    if (view.computation() instanceof Aggregation aggregation) {
      Map<String, @Nullable Object> nothing = windows(aggregation);
      for (Feature feature : view.features()) {
        Object value = ExprEvaluator.evaluate(feature.expr(), nothing::get);
        values.add(Double.valueOf(-0.0).equals(value) ? Double.valueOf(0.0) : value);
      }
    } else {
      view.features().forEach(f -> values.add(null));
    }
    return Collections.unmodifiableList(values);
  }

  private static Map<String, @Nullable Object> windows(Aggregation aggregation) {
    Map<String, @Nullable Object> values = new HashMap<>();
    for (Aggregate aggregate : aggregation.aggregates()) {
      boolean counts =
          aggregate.function() == AggregateFunction.COUNT
              || aggregate.function() == AggregateFunction.COUNT_DISTINCT;
      for (Window window : aggregate.windows()) {
        values.put(window.name(), counts ? Long.valueOf(0) : null);
      }
    }
    return values;
  }
}
