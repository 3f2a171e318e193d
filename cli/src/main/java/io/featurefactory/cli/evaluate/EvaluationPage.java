package io.featurefactory.cli.evaluate;

import static io.featurefactory.cli.evaluate.EvaluationText.estimate;
import static io.featurefactory.cli.evaluate.EvaluationText.ndcg;

import io.featurefactory.cli.evaluate.IntervalPlot.Row;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.training.evaluate.Evaluation;
import io.featurefactory.training.evaluate.RankingData;
import io.featurefactory.training.evaluate.RankingMetric;
import io.featurefactory.training.evaluate.Subject;
import io.featurefactory.training.evaluate.Worth;
import java.util.ArrayList;
import java.util.List;

/** An evaluation as a page of HTML with plots; it needs nothing from elsewhere. */
public final class EvaluationPage {
  private static final String STYLE =
      """
      :root { --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --paper: #ffffff; --good: #1a7f4b;
        --some: #b07a00; --none: #8a94a3; --bad: #b3261e; --warn: #fff4d6; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa5b4; --line: #38414d;
        --paper: #151a21; --good: #4cc38a; --some: #e0b04a; --none: #7d8794; --bad: #ff8a80;
        --warn: #3a3112; } }
      body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--paper);
        color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.6rem; margin-bottom: 0.2rem; }
      h2 { font-size: 1.15rem; margin: 2.2rem 0 0.4rem; }
      p { max-width: 46rem; } .soft { color: var(--soft); }
      .warn { background: var(--warn); padding: 0.6rem 0.9rem; border-radius: 6px; }
      .lead { font-size: 1.1rem; }
      table { border-collapse: collapse; font-size: 0.92rem; margin: 0.6rem 0; }
      th, td { text-align: right; padding: 0.25rem 0.9rem 0.25rem 0;
        border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
      th { color: var(--soft); font-weight: 600; }
      th:first-child, td:first-child { text-align: left; }
      .scroll { overflow-x: auto; }
      svg { display: block; width: 100%; height: auto; max-width: 56rem; }
      svg text { font: 13px system-ui, sans-serif; fill: var(--ink); }
      svg .title { font-weight: 600; } svg .soft { fill: var(--soft); } svg .grid { stroke: var(--line); }
      svg .zero { stroke: var(--soft); stroke-dasharray: 4 3; }
      .good { stroke: var(--good); fill: var(--good); } .some { stroke: var(--some); fill: var(--some); }
      .none { stroke: var(--none); fill: var(--none); } .bad { stroke: var(--bad); fill: var(--bad); }
      """;

  private final EvaluationReport report;
  private final StringBuilder html = new StringBuilder();

  private EvaluationPage(EvaluationReport report) {
    this.report = report;
  }

  /** The page. */
  public static String of(EvaluationReport report) {
    return new EvaluationPage(report).page();
  }

  private String page() {
    String title = "What the features of " + report.request().service() + " are worth";
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>%s</title>\n<style>\n%s</style>\n".formatted(text(title), STYLE))
        .append("</head>\n<body>\n<h1>%s</h1>\n".formatted(text(title)));
    if (report.synthetic()) {
      paragraph("warn", EvaluationText.SYNTHETIC);
    }
    report
        .leaks()
        .forEach(
            l -> paragraph("warn", "Possible leak: " + l.column() + ": " + l.evidence() + "."));
    paragraph("lead", EvaluationText.summary(report));
    models();
    worth();
    costs();
    how();
    return html.append("</body>\n</html>\n").toString();
  }

  private void models() {
    heading("How well models rank the test part");
    paragraph(
        "soft",
        "Dots are means over the groups of the test part, lines 95 % intervals. 1 is a perfect"
            + " order.");
    Evaluation evaluation = report.evaluation();
    List<Row> rows = new ArrayList<>();
    for (RankingMetric metric : RankingMetric.values()) {
      rows.add(Row.title(metric.title()));
      rows.add(Row.plain("by chance", estimate(evaluation.chance(), metric), "none"));
      rows.add(Row.plain("static features", estimate(evaluation.baseline(), metric), "some"));
      rows.add(Row.plain("all features", estimate(evaluation.all(), metric), "good"));
    }
    html.append(new IntervalPlot("Metrics of the models", rows).svg());
    List<List<String>> cells = new ArrayList<>();
    for (RankingMetric metric : RankingMetric.values()) {
      cells.add(
          List.of(
              metric.title(),
              EvaluationText.plain(estimate(evaluation.baseline(), metric)),
              EvaluationText.plain(estimate(evaluation.all(), metric)),
              EvaluationText.signed(estimate(evaluation.lift(), metric))));
    }
    table(List.of("", "static features", "all features", "difference, paired"), cells);
  }

  private void worth() {
    heading("What each view and feature is worth: trained without it");
    paragraph(
        "soft",
        "How much NDCG@10 the model loses when it is trained without the feature, or without all"
            + " that comes from the view. What others can say instead is not missed.");
    List<Row> without = new ArrayList<>();
    List<Row> shuffled = new ArrayList<>();
    for (Worth worth : report.evaluation().worth()) {
      String label = label(worth.subject());
      String style = style(worth.verdict());
      without.add(
          Row.signed(
              label, ndcg(worth.withoutIt()), style, EvaluationText.verdict(worth.verdict())));
      shuffled.add(Row.signed(label, ndcg(worth.shuffled()), style, ""));
    }
    html.append(new IntervalPlot("NDCG@10 lost without it", without).svg());
    heading("What the model uses: shuffled");
    paragraph(
        "soft",
        "How much NDCG@10 the model that was trained with all features loses when it gets the"
            + " values of other rows.");
    html.append(new IntervalPlot("NDCG@10 lost when shuffled", shuffled).svg());
  }

  private static String label(Subject subject) {
    return switch (subject.kind()) {
      case VIEW -> "view " + subject.name();
      case FEATURE -> "\u2003" + subject.name().substring(subject.name().indexOf('.') + 1);
      case DERIVED -> subject.name() + " (derived)";
    };
  }

  private static String style(Worth.Verdict verdict) {
    return switch (verdict) {
      case HELPS -> "good";
      case REPLACEABLE -> "some";
      case NOTHING_MEASURABLE -> "none";
      case HARMS -> "bad";
    };
  }

  private void costs() {
    heading("What it costs");
    List<List<String>> cells = new ArrayList<>();
    for (MeasuredCost cost : report.costs()) {
      cells.add(cost(cost));
      cost.logBytes()
          .forEach(
              (feature, bytes) -> {
                String name = cost.view().name() + "." + feature;
                Worth worth = report.find(Subject.Kind.FEATURE, name);
                if (worth != null) {
                  cells.add(
                      List.of(
                          "\u2003" + feature,
                          EvaluationText.worth(worth),
                          "",
                          Texts.bytes(bytes),
                          "",
                          "",
                          "",
                          ""));
                }
              });
    }
    table(List.of("", "NDCG@10", "log rows", "log", "tiles", "state", "runs", "computing"), cells);
    paragraph("soft", EvaluationText.NOT_KNOWN);
  }

  private List<String> cost(MeasuredCost cost) {
    MeasuredCost.Stored tiles = cost.tiles();
    return List.of(
        "view " + cost.view().name(),
        EvaluationText.worth(report.find(Subject.Kind.VIEW, cost.view().name())),
        Texts.count(cost.log().rows()),
        Texts.bytes(cost.log().bytes()),
        tiles == null ? "-" : Texts.bytes(tiles.bytes()),
        EvaluationText.orNone(cost.state()),
        Texts.count(cost.runs()),
        EvaluationText.computing(cost));
  }

  private void how() {
    heading("How it was measured");
    List<List<String>> cells = new ArrayList<>();
    for (RankingData.Part part : report.facts().parts()) {
      cells.add(
          List.of(
              part.name(),
              Texts.instant(part.from()),
              Texts.instant(part.to()),
              Texts.count(part.rows()),
              Texts.count(part.groups()),
              Texts.count(part.counted())));
    }
    table(List.of("part", "from", "to", "rows", "groups", "with rows to tell apart"), cells);
    EvaluateRequest request = report.request();
    paragraph(
        "",
        "%s of %s; groups by %s, label %s. LambdaMART (LightGBM), %s of each model on samples of the train part, seed %d. Each row has the values that serving would have answered at its time."
            .formatted(
                Texts.count(report.facts().rows(), "row"),
                request.spine(),
                String.join(", ", request.groups()),
                request.label(),
                Texts.count(request.trainings(), "training"),
                request.seed()));
    report
        .facts()
        .leftOut()
        .forEach(n -> paragraph("soft", "Left out: " + n.column() + ": " + n.text() + "."));
    report
        .facts()
        .notes()
        .forEach(n -> paragraph("soft", "Used: " + n.column() + ": " + n.text() + "."));
  }

  private void heading(String heading) {
    html.append("<h2>%s</h2>\n".formatted(text(heading)));
  }

  private void paragraph(String style, String paragraph) {
    html.append("<p class=\"%s\">%s</p>\n".formatted(style, text(paragraph)));
  }

  private void table(List<String> titles, List<List<String>> rows) {
    html.append("<div class=\"scroll\"><table>\n<tr>");
    titles.forEach(t -> html.append("<th>").append(text(t)).append("</th>"));
    html.append("</tr>\n");
    for (List<String> row : rows) {
      html.append("<tr>");
      row.forEach(c -> html.append("<td>").append(text(c)).append("</td>"));
      html.append("</tr>\n");
    }
    html.append("</table></div>\n");
  }

  static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
