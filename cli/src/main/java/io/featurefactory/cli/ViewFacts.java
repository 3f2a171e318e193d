package io.featurefactory.cli;

import io.featurefactory.cli.materialize.StoreRuns;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Block.Fact;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.Aggregate;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything about a feature view. */
final class ViewFacts {
  /** Among so many is one that computed something. */
  private static final int LAST_RUNS = 20;

  private final Project project;
  private final AppliedView applied;
  private final FeatureView view;
  private final EntryFacts entry;

  ViewFacts(Project project, AppliedView applied, EntryFacts entry) {
    this.project = project;
    this.applied = applied;
    this.view = applied.view();
    this.entry = entry;
  }

  Answer answer() {
    LedgerRun run = lastRun();
    List<String> rolledBack = rolledBack();
    List<Fact> facts = new ArrayList<>(entry.facts());
    facts.add(new Fact("keys", columns(view.keys())));
    facts.add(
        new Fact(
            "time",
            "every %s, delay %s, fresh within %s"
                .formatted(
                    Texts.duration(view.every()),
                    Texts.duration(view.delay()),
                    Texts.duration(view.freshWithin()))));
    facts.add(
        new Fact(
            "online",
            view.online().isEmpty()
                ? "no, offline only"
                : view.online().stream()
                    .map(FeatureView.OnlineTarget::store)
                    .map(s -> rolledBack.contains(s) ? s + " (rolled back)" : s)
                    .collect(Collectors.joining(", "))));
    if (!view.tags().isEmpty()) {
      facts.add(new Fact("tags", String.join(", ", view.tags())));
    }
    facts.add(new Fact("log", "log." + applied.tables().log()));
    facts.add(new Fact("last run", run == null ? "-" : told(run)));
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts));
    blocks.add(features());
    if (view.computation() instanceof Computation.Aggregation aggregation) {
      blocks.add(aggregates(aggregation));
    }
    if (!view.checks().isEmpty()) {
      blocks.add(checks(run));
    }
    if (!rolledBack.isEmpty()) {
      blocks.add(
          Block.Text.of(
              "Runs are not published to a store that was rolled back, until ff publish %s"
                  .formatted(view.id().name())));
    }
    return Answer.done(json(run, rolledBack), blocks);
  }

  /** The stores that were; one that does not answer is left to ff status. */
  private List<String> rolledBack() {
    StoreRuns runs = new StoreRuns(project, view.id());
    return view.online().stream()
        .map(FeatureView.OnlineTarget::store)
        .filter(store -> isRolledBack(runs, store))
        .toList();
  }

  private boolean isRolledBack(StoreRuns runs, String store) {
    try {
      OnlineProgress progress = project.store(store).findProgress(view.id());
      return progress != null && runs.isRolledBack(store, progress.current().published());
    } catch (FactoryException e) {
      return false;
    }
  }

  /** The last that computed something, or was to. */
  private @Nullable LedgerRun lastRun() {
    RunLedger.Query newest = new RunLedger.Query(view.id(), LAST_RUNS, null);
    return project.control().runs().page(newest).runs().stream()
        .filter(run -> !StoreRuns.isOwn(run))
        .findFirst()
        .orElse(null);
  }

  private static String told(LedgerRun run) {
    Duration took = run.duration();
    return "run %d, boundary %s, %s%s"
        .formatted(
            run.id().number(),
            Texts.instant(run.boundary()),
            run.current().name().toLowerCase(Locale.ROOT),
            took == null ? "" : " after " + Texts.elapsed(took));
  }

  private static String columns(List<FeatureView.Key> keys) {
    return keys.stream()
        .map(k -> k.name() + " " + k.type().displayName())
        .collect(Collectors.joining(", "));
  }

  private Table features() {
    List<List<String>> rows = new ArrayList<>();
    for (FeatureView.Feature feature : view.features()) {
      rows.add(
          List.of(
              feature.name(),
              feature.type().displayName(),
              String.join(", ", entry.from(feature.name())),
              feature.description()));
    }
    return new Table(
        List.of(
            Column.text("feature"),
            Column.text("type"),
            Column.text("computed from"),
            Column.text("description")),
        rows);
  }

  private static Table aggregates(Computation.Aggregation aggregation) {
    List<List<String>> rows = new ArrayList<>();
    for (Aggregate aggregate : aggregation.aggregates()) {
      rows.add(
          List.of(
              aggregate.name(),
              aggregate.function().name().toLowerCase(Locale.ROOT),
              aggregate.source(),
              aggregate.windows().stream()
                  .map(ViewFacts::window)
                  .collect(Collectors.joining(", "))));
    }
    return new Table(
        List.of(
            Column.text("aggregate"),
            Column.text("function"),
            Column.text("source"),
            Column.text("windows")),
        rows);
  }

  private static String window(Window window) {
    Duration length = window.length();
    String text = length == null ? "lifetime" : Texts.duration(length);
    return window.offset().isZero()
        ? text
        : text + " ending " + Texts.duration(window.offset()) + " before";
  }

  private Table checks(@Nullable LedgerRun run) {
    List<List<String>> rows = new ArrayList<>();
    for (FeatureView.Check check : view.checks()) {
      String last =
          run == null
              ? "-"
              : run.checks().stream()
                  .filter(c -> c.text().equals(check.text()))
                  .map(c -> (c.passed() ? "passed: " : "BROKEN: ") + c.evidence())
                  .findFirst()
                  .orElse("-");
      rows.add(List.of(check.text(), last));
    }
    return new Table(List.of(Column.text("check"), Column.text("last run")), rows);
  }

  private Fields json(@Nullable LedgerRun run, List<String> rolledBack) {
    List<Fields> features = new ArrayList<>();
    for (FeatureView.Feature feature : view.features()) {
      features.add(
          Fields.of("name", feature.name())
              .with("type", feature.type().displayName())
              .with("description", feature.description())
              .with("computed_from", entry.from(feature.name())));
    }
    return entry
        .json()
        .with("tags", view.tags())
        .with(
            "keys",
            view.keys().stream()
                .map(k -> Fields.of("name", k.name()).with("type", k.type().displayName()))
                .toList())
        .with("every", view.every())
        .with("delay", view.delay())
        .with("publish_delay", view.publishDelay())
        .with("fresh_within", view.freshWithin())
        .with("online", view.online().stream().map(FeatureView.OnlineTarget::store).toList())
        .with("rolled_back", rolledBack)
        .with("features", features)
        .with("checks", view.checks().stream().map(FeatureView.Check::text).toList())
        .with("log_table", "log." + applied.tables().log())
        .with("last_run", run == null ? null : RunsCommand.json(run));
  }
}
