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
import org.jspecify.annotations.Nullable;

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
    if (!report.leaks().isEmpty()) {
      blocks.add(Block.Prose.of("Do not believe these figures before you have looked at:"));
      blocks.add(
          new Block.Facts(
              report.leaks().stream().map(l -> new Fact(l.column(), l.evidence() + ".")).toList()));
    }
    blocks.add(new Block.Facts(facts(report)));
    blocks.add(Block.Prose.of(summary(report)));
    blocks.add(metrics(report));
    blocks.add(worth(report.evaluation()));
    blocks.add(Block.Prose.of(HOW_TO_READ));
    blocks.add(costs(report));
    blocks.add(Block.Prose.of(NOT_KNOWN));
    return blocks;
  }

  static final String HOW_TO_READ =
      "In brackets: 95 % intervals. 'Lost without it' is how much lower NDCG@10 is when models are"
          + " trained without the feature, or without all that comes from the view; 'shuffled'"
          + " when a model that was trained with it gets values of other rows.";

  static final String NOT_KNOWN =
      "The log's bytes of a feature are those of its column; keys and times come on top. Not known:"
          + " what a single feature costs to compute, since the features of a view share its tiles and"
          + " runs; and what lookups cost.";

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
            "LambdaMART, %s of each on samples of the train part; seed %d; %s"
                .formatted(
                    Texts.count(request.trainings(), "training"),
                    request.seed(),
                    Texts.elapsed(report.took()))));
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
    if (behavioural == 0) {
      return String.format(
          Locale.ROOT,
          "All features are static ones, so there is nothing to compare: NDCG@10 is %.3f; by chance it would be %.3f. Say with --static which of them every model gets.",
          ndcg(evaluation.all()).value(),
          ndcg(evaluation.chance()).value());
    }
    String before = before(report);
    String from =
        before.isEmpty()
            ? String.format(Locale.ROOT, "chance, %.3f,", ndcg(evaluation.baseline()).value())
            : String.format(
                Locale.ROOT, "%.3f with %s alone", ndcg(evaluation.baseline()).value(), before);
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

  private static String before(EvaluationReport report) {
    List<String> before = new ArrayList<>();
    if (report.count(Role.BASELINE) > 0) {
      before.add(Texts.count(report.count(Role.BASELINE), "column") + " of the spine");
    }
    if (report.count(Role.STATIC) > 0) {
      before.add(Texts.count(report.count(Role.STATIC), "static feature"));
    }
    return String.join(" and ", before);
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
              difference(ndcg(worth.shuffled()).value()),
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

  /** A line for each view, and below it one for each of its features that was measured. */
  private static Table costs(EvaluationReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (MeasuredCost cost : report.costs()) {
      Stored tiles = cost.tiles();
      rows.add(
          List.of(
              "view " + cost.view().name(),
              worth(report.find(Subject.Kind.VIEW, cost.view().name())),
              Texts.count(cost.log().rows()),
              Texts.bytes(cost.log().bytes()),
              tiles == null ? "-" : Texts.bytes(tiles.bytes()),
              computing(cost)));
      cost.logBytes()
          .forEach(
              (feature, bytes) -> {
                String name = cost.view().name() + "." + feature;
                Worth worth = report.find(Subject.Kind.FEATURE, name);
                if (worth != null) {
                  rows.add(List.of(feature, worth(worth), "", Texts.bytes(bytes), "", ""));
                }
              });
    }
    return new Table(
        List.of(
            Column.text("cost until now"),
            Column.number("NDCG@10"),
            Column.number("log rows"),
            Column.number("log"),
            Column.number("tiles"),
            Column.number("computing")),
        rows);
  }

  /** What is lost without it, or that it has no column in the models. */
  static String worth(@Nullable Worth worth) {
    return worth == null ? "-" : difference(ndcg(worth.withoutIt()).value());
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
    return "%s [%s, %s]"
        .formatted(difference(e.value()), difference(e.low()), difference(e.high()));
  }

  /** With its sign; without one if it rounds to 0. */
  static String difference(double value) {
    String text = String.format(Locale.ROOT, "%+.3f", value);
    return text.endsWith("0.000") ? "0.000" : text;
  }
}
