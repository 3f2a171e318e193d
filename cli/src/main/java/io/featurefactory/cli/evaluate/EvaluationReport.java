package io.featurefactory.cli.evaluate;

import io.featurefactory.training.Leak;
import io.featurefactory.training.evaluate.Evaluation;
import io.featurefactory.training.evaluate.FeatureColumn;
import io.featurefactory.training.evaluate.RankingData;
import io.featurefactory.training.evaluate.Subject;
import io.featurefactory.training.evaluate.Worth;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param request as it was asked, with the time's column and the service's version found
 * @param columns that the models used
 * @param leaks values that serving could perhaps not have had: a measurement to be doubted
 * @param costs by view
 * @param synthetic true if the events were made up by {@code ff demo}
 */
public record EvaluationReport(
    EvaluateRequest request,
    List<FeatureColumn> columns,
    RankingData.Facts facts,
    Evaluation evaluation,
    List<Leak> leaks,
    List<MeasuredCost> costs,
    boolean synthetic,
    Duration took) {
  public EvaluationReport {
    columns = List.copyOf(columns);
    leaks = List.copyOf(leaks);
    costs = List.copyOf(costs);
  }

  /** How many of the columns have a role. */
  long count(FeatureColumn.Role role) {
    return columns.stream().filter(c -> c.role() == role).count();
  }

  /** What something is worth; null if no model has a column of it. */
  @Nullable Worth find(Subject.Kind kind, String name) {
    return evaluation.worth().stream()
        .filter(w -> w.subject().kind() == kind && w.subject().name().equals(name))
        .findFirst()
        .orElse(null);
  }
}
