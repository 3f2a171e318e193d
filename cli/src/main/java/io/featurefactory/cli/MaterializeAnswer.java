package io.featurefactory.cli;

import io.featurefactory.cli.materialize.MaterializeReport;
import io.featurefactory.cli.materialize.StoreReport;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.compute.Progress;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Published;
import io.featurefactory.model.ViewId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what was done with views. */
final class MaterializeAnswer {
  private final List<Fields> json = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> told = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * A view that went through, or was held back by a check.
   *
   * @param idle what is said if nothing was computed
   * @param advice what is said if a check held it back
   */
  void add(MaterializeReport report, String idle, List<String> advice) {
    Progress.Boundary blocked = report.blocked();
    List<Progress.Boundary> logged = report.logged();
    Instant newest = logged.isEmpty() ? null : logged.get(logged.size() - 1).boundary();
    String state = blocked != null ? "blocked" : "done";
    json.add(
        Fields.of("view", report.view().name())
            .with("version", report.view().version())
            .with("state", state)
            .with("boundaries", logged.size())
            .with("first_boundary", logged.isEmpty() ? null : logged.get(0).boundary())
            .with("last_boundary", newest)
            .with("events_read", report.events())
            .with("rows_logged", report.changed())
            .with("rows_without_key", report.withoutKey())
            .with("stores", report.stores().entrySet().stream().map(this::store).toList())
            .with("blocked", blocked == null ? null : blocked(blocked)));
    rows.add(
        List.of(
            report.view().toString(),
            state,
            Integer.toString(logged.size()),
            Texts.instant(newest),
            Texts.count(report.events()),
            Texts.count(report.changed()),
            online(report)));
    if (report.computed().isEmpty()) {
      notes.add(report.view() + ": " + idle);
    }
    report.stores().forEach((store, done) -> rolledBack(report.view(), store, done));
    if (report.withoutKey() > 0) {
      notes.add(
          "%s: %s of its results took no part, as a key is NULL"
              .formatted(report.view(), Texts.count(report.withoutKey(), "row")));
    }
    if (blocked != null) {
      problems.addAll(explain(report, blocked, advice));
    }
  }

  private void rolledBack(ViewId view, String store, StoreReport done) {
    Published served = done.rolledBack();
    if (served == null) {
      return;
    }
    notes.add(
        "%s: store %s %s data up to %s (run %d), and runs are not published to it. ff publish %s --store %s brings it up to the log"
            .formatted(
                view,
                store,
                done.published().isEmpty() ? "was rolled back to" : "serves again",
                Texts.instant(served.watermark()),
                served.run(),
                view.name(),
                store));
  }

  /** A view that failed. */
  void addFailure(DefinitionId view, FactoryException e) {
    json.add(
        Fields.of("view", view.name())
            .with("version", view.version())
            .with("state", "failed")
            .with("error", e.getMessage())
            .with("error_kind", e.kind()));
    rows.add(List.of(view.toString(), "failed", "0", "-", "0", "0", ""));
    // views that meet the same trouble at once need one message
    if (told.add(e instanceof DiskFullException ? "full" : String.valueOf(e.getMessage()))) {
      problems.add("error: " + e.getMessage());
    }
  }

  Answer answer() {
    Table table =
        new Table(
            List.of(
                Column.text("view"),
                Column.text("state"),
                Column.number("boundaries"),
                Column.moment("newest"),
                Column.number("read"),
                Column.number("logged"),
                Column.text("online")),
            rows);
    List<Block> blocks = new ArrayList<>();
    blocks.add(table);
    if (!notes.isEmpty()) {
      blocks.add(new Block.Text(notes));
    }
    return Answer.of(Fields.of("views", json), blocks, problems);
  }

  private static String online(MaterializeReport report) {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, StoreReport> store : report.stores().entrySet()) {
      StoreReport done = store.getValue();
      texts.add(store.getKey() + ": " + written(done));
    }
    return texts.isEmpty() ? "-" : String.join(", ", texts);
  }

  private static String written(StoreReport done) {
    if (done.rolledBack() != null) {
      return "rolled back";
    }
    return done.published().isEmpty()
        ? "up to date"
        : Texts.count(done.rows() + done.deletions(), "row");
  }

  private Fields store(Map.Entry<String, StoreReport> entry) {
    StoreReport store = entry.getValue();
    return Fields.of("store", entry.getKey())
        .with("rows", store.rows())
        .with("deletions", store.deletions())
        .with("extent", store.extent())
        .with("rolled_back", store.rolledBack() != null)
        .with("runs", store.published().stream().map(p -> p.run()).toList());
  }

  private static Fields blocked(Progress.Boundary boundary) {
    return Fields.of("boundary", boundary.boundary())
        .with("run", boundary.run())
        .with("checks", broken(boundary).stream().map(MaterializeAnswer::check).toList());
  }

  private static Fields check(Progress.CheckOutcome check) {
    return Fields.of("check", check.check())
        .with("passed", check.passed())
        .with("evidence", check.evidence());
  }

  private static List<Progress.CheckOutcome> broken(Progress.Boundary boundary) {
    return boundary.checks().stream().filter(c -> !c.passed()).toList();
  }

  private static List<String> explain(
      MaterializeReport report, Progress.Boundary blocked, List<String> advice) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "error: %s at %s is blocked by its checks:".formatted(report.view(), blocked.boundary()));
    for (Progress.CheckOutcome check : broken(blocked)) {
      lines.add("  %s: %s".formatted(check.check(), check.evidence()));
    }
    lines.addAll(advice);
    return lines;
  }
}
