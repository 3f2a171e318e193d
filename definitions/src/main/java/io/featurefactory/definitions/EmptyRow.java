package io.featurefactory.definitions;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Window;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a key without events: counts are 0, all else is NULL. */
public final class EmptyRow {
  private EmptyRow() {}

  /**
   * The features with their values, in the order of the view; all NULL for sql and table views.
   *
   * @throws FactoryException DATA if an expression fails
   */
  public static Map<String, @Nullable Object> of(FeatureView view) {
    Map<String, Object> counts = new HashMap<>();
    boolean aggregated = view.computation() instanceof Computation.Aggregation;
    if (view.computation() instanceof Computation.Aggregation aggregation) {
      for (Aggregate aggregate : aggregation.aggregates()) {
        boolean count =
            aggregate.function() == AggregateFunction.COUNT
                || aggregate.function() == AggregateFunction.COUNT_DISTINCT;
        for (Window window : aggregate.windows()) {
          if (count) {
            counts.put(window.name(), 0L);
          }
        }
      }
    }
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (FeatureView.Feature feature : view.features()) {
      row.put(
          feature.name(), aggregated ? ExprEvaluator.evaluate(feature.expr(), counts::get) : null);
    }
    return row;
  }
}
