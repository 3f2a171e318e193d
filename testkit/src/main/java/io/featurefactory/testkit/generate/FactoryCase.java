package io.featurefactory.testkit.generate;

import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.evaluation.ExprEvaluator;
import io.featurefactory.testkit.oracle.Event;
import io.featurefactory.testkit.oracle.LogComparison;
import io.featurefactory.testkit.oracle.Oracle;
import io.featurefactory.testkit.oracle.OracleLog;
import io.featurefactory.testkit.oracle.PublishedBoundary;
import io.featurefactory.testkit.oracle.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A view, its sources, and what happens to them: everything that determines a feature log.
 *
 * @param seed of the generator, to name and replay the case; 0 if it was written by hand or made
 *     smaller
 * @param steps in the order of time
 */
public record FactoryCase(long seed, List<Source> sources, FeatureView view, List<Step> steps) {
  public FactoryCase {
    sources = List.copyOf(sources);
    steps = List.copyOf(steps);
  }

  /** The same case with other steps. */
  public FactoryCase withSteps(List<Step> other) {
    return new FactoryCase(0, sources, view, other);
  }

  /** False if there is no such case: a view of nothing, or a backfill that would leave a hole. */
  public boolean valid() {
    boolean something =
        !view.features().isEmpty()
            && (!(view.computation() instanceof Computation.Aggregation aggregation)
                || !aggregation.aggregates().isEmpty());
    return something && RunPlan.of(view, steps) != null;
  }

  /** The boundaries that the steps compute, in the order of execution. */
  public List<Run> runs() {
    return plan().runs();
  }

  /** When they become available, if a publish takes no time. */
  public List<PublishedBoundary> published() {
    return plan().published();
  }

  private RunPlan plan() {
    RunPlan plan = RunPlan.of(view, steps);
    if (plan == null) {
      throw new IllegalArgumentException(
          "a backfill that ends before the first boundary (expected: no hole)");
    }
    return plan;
  }

  /** The events that the steps import, with computed columns. */
  public List<Event> events() {
    List<Event> events = new ArrayList<>();
    int batch = 0;
    for (Step step : steps) {
      if (step instanceof Step.Import landing) {
        batch++;
        for (int i = 0; i < landing.rows().size(); i++) {
          Row row = landing.rows().get(i);
          events.add(new Event(row.source(), batch, i, allColumns(row)));
        }
      }
    }
    return events;
  }

  /**
   * The log that must be there after the steps. If it tells a failure, the step of the failed run
   * is refused and the steps after it are not taken.
   */
  public OracleLog expectedLog() {
    return oracle().log(events(), runs());
  }

  /** The oracle of the view. */
  public Oracle oracle() {
    return Oracle.of(view, sources);
  }

  /** Compares what an engine logged with {@link #expectedLog}. */
  public LogComparison comparison() {
    return new LogComparison(view, sources, events(), runs());
  }

  private Map<String, @Nullable Object> allColumns(Row row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Source source : sources) {
      if (source.name().equals(row.source())) {
        for (Source.Column column : source.columns()) {
          Object value =
              column.expr() == null
                  ? row.values().get(column.name())
                  : ExprEvaluator.evaluate(column.expr(), values::get);
          values.put(column.name(), value);
        }
      }
    }
    return values;
  }

  /** Java that makes this case. */
  public String print() {
    return JavaText.of(this);
  }
}
