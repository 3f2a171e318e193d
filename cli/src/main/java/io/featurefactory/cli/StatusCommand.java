package io.featurefactory.cli;

import io.featurefactory.cli.materialize.StoreRuns;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.Lease;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.Published;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code ff status}: health. */
@Command(
    name = "status",
    description = "Show what is served: how fresh each view is, in each of its stores.",
    footer = {"", "Example:", "  ff status"})
final class StatusCommand extends ProjectCommand {
  private final List<Fields> json = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  StatusCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    List<AppliedDefinition> views =
        new Catalog(project.control().registry().load()).views(List.of());
    List<LedgerRun> latest = project.control().runs().latest();
    for (AppliedDefinition entry : views) {
      ViewSchema schema = ProjectFiles.schema(entry);
      LedgerRun run =
          latest.stream().filter(r -> r.id().view().equals(schema.view())).findFirst().orElse(null);
      view(project, schema, run);
    }
    blocked(project);
    Fields answer = Fields.of("views", json);
    if (views.isEmpty()) {
      return Answer.done(answer, Block.Text.of("Nothing is applied yet. Try ff plan, ff apply."));
    }
    Table table =
        new Table(
            List.of(
                Column.text("view"),
                Column.text("store"),
                Column.text("health"),
                Column.number("run"),
                Column.moment("data up to"),
                Column.number("age"),
                Column.text("last step")),
            rows);
    return notes.isEmpty()
        ? Answer.done(answer, table)
        : Answer.done(answer, table, new Block.Text(notes));
  }

  private void view(Project project, ViewSchema schema, @Nullable LedgerRun run) {
    String step = run == null ? "-" : run.current().name().toLowerCase(Locale.ROOT);
    Lease lease = project.control().leases().find(schema.view().name());
    if (lease != null) {
      notes.add(
          "%s is being worked on by %s since %s"
              .formatted(schema.view(), lease.holder(), Texts.instant(lease.since())));
    }
    if (schema.online().isEmpty()) {
      add(schema.view(), "", "offline", null, null, false, step);
    }
    for (OnlineTarget target : schema.online()) {
      store(project, schema, target.store(), step);
    }
  }

  private void store(Project project, ViewSchema schema, String store, String step) {
    try {
      OnlineProgress progress = project.store(store).findProgress(schema.view());
      if (progress == null) {
        add(schema.view(), store, "never published", null, null, false, step);
        return;
      }
      Published published = progress.current().published();
      Duration age = Duration.between(published.watermark(), project.clock().instant());
      String health = age.compareTo(schema.freshWithin()) > 0 ? "STALE" : "fresh";
      boolean rolledBack = new StoreRuns(project, schema.view()).isRolledBack(store, published);
      if (rolledBack) {
        notes.add(
            "%s: store %s was rolled back, and runs are not published to it. ff publish %s --store %s brings it up to the log"
                .formatted(schema.view(), store, schema.view().name(), store));
      }
      add(schema.view(), store, health, published, age, rolledBack, step);
    } catch (FactoryException e) {
      notes.add("error: " + e.getMessage());
      add(schema.view(), store, "ERROR", null, null, false, step);
    }
  }

  private void add(
      ViewId view,
      String store,
      String health,
      @Nullable Published published,
      @Nullable Duration age,
      boolean rolledBack,
      String step) {
    Long run = published == null ? null : Long.valueOf(published.run());
    Instant watermark = published == null ? null : published.watermark();
    json.add(
        Fields.of("view", view.name())
            .with("version", view.version())
            .with("store", store)
            .with("health", health.toLowerCase(Locale.ROOT))
            .with("run", run)
            .with("watermark", watermark)
            .with("age_seconds", age == null ? null : age.toSeconds())
            .with("rolled_back", rolledBack)
            .with("last_step", step));
    rows.add(
        List.of(
            view.toString(),
            store.isEmpty() ? "-" : store,
            rolledBack ? health + ", rolled back" : health,
            run == null ? "-" : run.toString(),
            Texts.instant(watermark),
            age == null ? "-" : Texts.elapsed(age),
            step));
  }

  private void blocked(Project project) {
    for (LedgerRun run : project.control().runs().blocked()) {
      LedgerRun.StepReport report = run.report();
      String why = report == null || report.message() == null ? "" : ": " + report.message();
      notes.add("BLOCKED: %s at %s%s".formatted(run.id(), run.boundary(), why));
    }
  }
}
