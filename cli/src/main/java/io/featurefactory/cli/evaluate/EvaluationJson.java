package io.featurefactory.cli.evaluate;

import io.featurefactory.cli.evaluate.MeasuredCost.Stored;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.training.evaluate.Estimate;
import io.featurefactory.training.evaluate.Evaluation;
import io.featurefactory.training.evaluate.FeatureColumn;
import io.featurefactory.training.evaluate.RankingData;
import io.featurefactory.training.evaluate.RankingMetric;
import io.featurefactory.training.evaluate.Worth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An evaluation as JSON ({@code docs/spec/cli-json.md}). */
public final class EvaluationJson {
  private EvaluationJson() {}

  /** All that was measured. */
  public static Fields of(EvaluationReport report) {
    EvaluateRequest request = report.request();
    Evaluation evaluation = report.evaluation();
    RankingData.Facts facts = report.facts();
    return Fields.of("service", request.service())
        .with("synthetic", report.synthetic())
        .with("spine", request.spine())
        .with("time", request.time())
        .with("label", request.label())
        .with("group", request.groups())
        .with("seed", request.seed())
        .with("trainings", request.trainings())
        .with("rows", facts.rows())
        .with("incomplete_rows", facts.incomplete())
        .with("sampled", facts.sampled())
        .with("parts", facts.parts().stream().map(EvaluationJson::part).toList())
        .with("columns", report.columns().stream().map(EvaluationJson::column).toList())
        .with("left_out", notes(facts.leftOut()))
        .with("notes", notes(facts.notes()))
        .with("chance", metrics(evaluation.chance()))
        .with("static", metrics(evaluation.baseline()))
        .with("all", metrics(evaluation.all()))
        .with("difference", metrics(evaluation.lift()))
        .with("worth", evaluation.worth().stream().map(EvaluationJson::worth).toList())
        .with("costs", report.costs().stream().map(EvaluationJson::cost).toList())
        .with(
            "warnings",
            report.leaks().stream()
                .map(l -> Fields.of("column", l.column()).with("evidence", l.evidence()))
                .toList())
        .with("seconds", report.took().toMillis() / 1e3);
  }

  private static Fields part(RankingData.Part part) {
    return Fields.of("part", part.name())
        .with("from", part.from())
        .with("to", part.to())
        .with("rows", part.rows())
        .with("groups", part.groups())
        .with("groups_counted", part.counted());
  }

  private static Fields column(FeatureColumn column) {
    return Fields.of("column", column.name()).with("role", lower(column.role().name()));
  }

  private static List<Fields> notes(List<RankingData.Note> notes) {
    return notes.stream().map(n -> Fields.of("column", n.column()).with("why", n.text())).toList();
  }

  private static Fields metrics(Map<RankingMetric, Estimate> estimates) {
    Fields fields = Fields.none();
    for (RankingMetric metric : RankingMetric.values()) {
      Estimate estimate = Objects.requireNonNull(estimates.get(metric));
      fields.with(
          metric.key(),
          Fields.of("value", estimate.value())
              .with("low", estimate.low())
              .with("high", estimate.high()));
    }
    return fields;
  }

  private static Fields worth(Worth worth) {
    return Fields.of("name", worth.subject().name())
        .with("kind", lower(worth.subject().kind().name()))
        .with("columns", worth.subject().columns())
        .with("verdict", lower(worth.verdict().name()))
        .with("leave_one_out", metrics(worth.withoutIt()))
        .with("permutation", metrics(worth.shuffled()));
  }

  private static Fields cost(MeasuredCost cost) {
    return Fields.of("view", cost.view().name())
        .with("version", cost.view().version())
        .with("log", stored(cost.log()))
        .with("tiles", stored(cost.tiles()))
        .with("state", stored(cost.state()))
        .with("log_bytes_by_feature", cost.logBytes())
        .with("runs", cost.runs())
        .with("computing_seconds", cost.computing().toMillis() / 1e3)
        .with("runs_without_time", cost.untimed());
  }

  private static @Nullable Fields stored(@Nullable Stored stored) {
    return stored == null ? null : Fields.of("rows", stored.rows()).with("bytes", stored.bytes());
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
