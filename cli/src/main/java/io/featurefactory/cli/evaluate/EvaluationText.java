package io.featurefactory.cli.evaluate;

import io.featurefactory.cli.evaluate.MeasuredCost.Stored;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Block.Fact;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.training.evaluate.Estimate;
import io.featurefactory.training.evaluate.Evaluation;
import io.featurefactory.training.evaluate.FeatureColumn.Role;
import io.featurefactory.training.evaluate.RankingData;
import io.featurefactory.training.evaluate.RankingMetric;
import io.featurefactory.training.evaluate.Subject;
import io.featurefactory.training.evaluate.Worth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** An evaluation for people. */
public final class EvaluationText {
  static final String SYNTHETIC =
      "The data are synthetic: this project was made by ff demo. The figures say how the method"
          + " works, not what such features are worth in a real marketplace.";

  private EvaluationText() {}

  /** The parts of the answer. */
  public static List<Block> blocks(EvaluationReport report) {
    List<Block> blocks = new ArrayList<>();
    if (report.synthetic()) {
      blocks.add(Block.Prose.of(SYNTHETIC));
    }
    blocks.add(new Block.Facts(facts(report)));
    blocks.add(Block.Prose.of(summary(report)));
    blocks.add(metrics(report));
    blocks.add(worth(report.evaluation()));
    blocks.add(Block.Prose.of(HOW_TO_READ));
    blocks.add(costs(report.costs()));
    blocks.add(Block.Prose.of(NOT_KNOWN));
    if (!report.leaks().isEmpty()) {
      blocks.add(Block.Prose.of("Do not believe these figures before you have looked at:"));
      blocks.add(
          new Block.Facts(
              report.leaks().stream().map(l -> new Fact(l.column(), l.evidence() + ".")).toList()));
    }
    return blocks;
  }

  static final String HOW_TO_READ =
      "In brackets: 95 % intervals. 'Lost without it' is how much lower NDCG@10 is when models are"
          + " trained without the feature, or without all that comes from the view; 'shuffled'"
          + " when a model that was trained with it gets values of other rows.";

  static final String NOT_KNOWN =
      "Not known: what a single feature costs to compute, since the features of a view share its"
          + " tiles and runs; and what lookups cost.";

  private static List<Fact> facts(EvaluationReport report) {
    EvaluateRequest request = report.request();
    RankingData.Facts facts = report.facts();
    List<Fact> lines = new ArrayList<>();
    lines.add(new Fact("service", request.service()));
    lines.add(
        new Fact(
            "rows",
            "%s of %s, in groups by %s; label %s"
                .formatted(
                    Texts.count(facts.rows()),
                    request.spine(),
                    String.join(", ", request.groups()),
                    request.label())));
    for (RankingData.Part part : facts.parts()) {
      lines.add(
          new Fact(
              part.name(),
              "%s to %s: %s groups, %s of them with rows to tell apart"
                  .formatted(
                      Texts.instant(part.from()),
                      Texts.instant(part.to()),
                      Texts.count(part.groups()),
                      Texts.count(part.counted()))));
    }
    lines.add(
        new Fact(
            "models",
            "LambdaMART, %d trainings of each on samples of the train part; seed %d; %s"
                .formatted(request.trainings(), request.seed(), Texts.elapsed(report.took()))));
    lines.addAll(remarks(facts));
    return lines;
  }

  private static List<Fact> remarks(RankingData.Facts facts) {
    List<Fact> lines = new ArrayList<>();
    if (facts.incomplete() > 0) {
      lines.add(
          new Fact(
              "left out",
              Texts.count(facts.incomplete(), "row") + " without a label, a group or a time"));
    }
    if (facts.sampled() < 1) {
      lines.add(
          new Fact(
              "sampled",
              String.format(Locale.ROOT, "%.1f %% of the groups", 100 * facts.sampled())));
    }
    facts.leftOut().forEach(n -> lines.add(new Fact("left out", n.column() + ": " + n.text())));
    facts.notes().forEach(n -> lines.add(new Fact("used", n.column() + ": " + n.text())));
    return lines;
  }

  static String summary(EvaluationReport report) {
    Evaluation evaluation = report.evaluation();
    Estimate lift = ndcg(evaluation.lift());
    long behavioural = report.count(Role.BEHAVIOURAL);
    long before = report.count(Role.STATIC) + report.count(Role.BASELINE);
    String from =
        before == 0
            ? "chance, %.3f,".formatted(ndcg(evaluation.baseline()).value())
            : "%.3f with %s alone"
                .formatted(
                    ndcg(evaluation.baseline()).value(), Texts.count(before, "static feature"));
    String verdict =
        lift.isPositive()
            ? "The lift is real: its interval is above 0."
            : lift.isNegative()
                ? "The model is worse with them: the interval is below 0."
                : "That is nothing measurable: its interval includes 0.";
    return String.format(
        Locale.ROOT,
        "%s: NDCG@10 goes from %s to %.3f, a lift of %s. %s By chance it would be %.3f.",
        Texts.count(behavioural, "behavioural feature"),
        from,
        ndcg(evaluation.all()).value(),
        signed(lift),
        verdict,
        ndcg(evaluation.chance()).value());
  }

  private static Table metrics(EvaluationReport report) {
    Evaluation evaluation = report.evaluation();
    List<List<String>> rows = new ArrayList<>();
    for (RankingMetric metric : RankingMetric.values()) {
      rows.add(
          List.of(
              metric.title(),
              plain(estimate(evaluation.baseline(), metric)),
              plain(estimate(evaluation.all(), metric)),
              signed(estimate(evaluation.lift(), metric))));
    }
    return new Table(
        List.of(
            Column.text("test part"),
            Column.number("static features"),
            Column.number("all features"),
            Column.number("difference")),
        rows);
  }

  private static Table worth(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    for (Worth worth : evaluation.worth()) {
      rows.add(
          List.of(
              label(worth.subject()),
              signed(ndcg(worth.withoutIt())),
              String.format(Locale.ROOT, "%+.3f", ndcg(worth.shuffled()).value()),
              verdict(worth.verdict())));
    }
    return new Table(
        List.of(
            Column.text("NDCG@10 of"),
            Column.number("lost without it"),
            Column.number("shuffled"),
            Column.text("worth")),
        rows);
  }

  /** Features stand below their view. */
  static String label(Subject subject) {
    return switch (subject.kind()) {
      case VIEW -> "view " + subject.name();
      case FEATURE -> subject.name().substring(subject.name().indexOf('.') + 1);
      case DERIVED -> subject.name() + " (derived)";
    };
  }

  static String verdict(Worth.Verdict verdict) {
    return switch (verdict) {
      case HELPS -> "yes";
      case REPLACEABLE -> "replaceable";
      case NOTHING_MEASURABLE -> "none measurable";
      case HARMS -> "harms";
    };
  }

  private static Table costs(List<MeasuredCost> costs) {
    List<List<String>> rows = new ArrayList<>();
    for (MeasuredCost cost : costs) {
      Stored tiles = cost.tiles();
      rows.add(
          List.of(
              cost.view().toString(),
              Texts.count(cost.log().rows()),
              Texts.bytes(cost.log().bytes()),
              tiles == null ? "-" : Texts.bytes(tiles.bytes()),
              orNone(cost.state()),
              Texts.count(cost.runs()),
              computing(cost)));
    }
    return new Table(
        List.of(
            Column.text("cost of view"),
            Column.number("log rows"),
            Column.number("log"),
            Column.number("tiles"),
            Column.number("state"),
            Column.number("runs"),
            Column.number("computing")),
        rows);
  }

  static String orNone(Stored stored) {
    return stored.bytes() == 0 ? "-" : Texts.bytes(stored.bytes());
  }

  static String computing(MeasuredCost cost) {
    return cost.runs() == cost.untimed()
        ? "?"
        : Texts.elapsed(cost.computing()) + (cost.untimed() > 0 ? " +?" : "");
  }

  static Estimate ndcg(Map<RankingMetric, Estimate> estimates) {
    return estimate(estimates, RankingMetric.NDCG_10);
  }

  static Estimate estimate(Map<RankingMetric, Estimate> estimates, RankingMetric metric) {
    return Objects.requireNonNull(estimates.get(metric));
  }

  static String plain(Estimate e) {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", e.value(), e.low(), e.high());
  }

  static String signed(Estimate e) {
    return String.format(Locale.ROOT, "%+.3f [%+.3f, %+.3f]", e.value(), e.low(), e.high());
  }
}
