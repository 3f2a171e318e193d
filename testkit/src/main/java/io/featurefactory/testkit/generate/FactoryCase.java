package io.featurefactory.testkit.generate;

import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.testkit.oracle.Evaluator;
import io.featurefactory.testkit.oracle.Event;
import io.featurefactory.testkit.oracle.Oracle;
import io.featurefactory.testkit.oracle.OracleLog;
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
    return new FactoryCase(seed, sources, view, other);
  }

  /** The boundaries that the steps compute, in the order of execution. */
  public List<Run> runs() {
    RunPlan plan = new RunPlan(view);
    steps.forEach(plan::add);
    return plan.runs();
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
    return Oracle.of(view, sources, Evaluator.STANDARD).log(events(), runs());
  }

  private Map<String, @Nullable Object> allColumns(Row row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Source source : sources) {
      if (source.name().equals(row.source())) {
        for (Source.Column column : source.columns()) {
          Object value =
              column.expr() == null
                  ? row.values().get(column.name())
                  : Evaluator.STANDARD.value(column.expr(), values::get);
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
