package io.featurefactory.cli;

import io.featurefactory.cli.materialize.Trial;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.compute.Progress;
import io.featurefactory.compute.Schedule;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.model.FeatureView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff preview}: values of a view as it stands in the file. */
@Command(
    name = "preview",
    description = {
      "Compute a feature view as it stands in the file, from the events in the lake.",
      "Nothing is applied, kept or published."
    },
    footer = {
      "",
      "Example:",
      "  ff preview ad_trend",
      "  ff preview ad_trend ad_id=AD-1 --at 2026-03-01"
    })
final class PreviewCommand extends ProjectCommand {
  private static final int ROWS = 20;

  @Parameters(index = "0", paramLabel = "VIEW", description = "A view of the files")
  private String name = "";

  @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Only this key")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "T",
      converter = InstantArgument.class,
      description = "The newest boundary that is due at this instant (default: now)")
  private @Nullable Instant at;

  PreviewCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    Definitions definitions =
        files().definitions(project.control().registry().load().definitions());
    FeatureView view = FileViews.find(definitions, name);
    KeyArguments arguments = KeyArguments.parse(keys);
    List<String> keyNames = view.keys().stream().map(FeatureView.Key::name).toList();
    arguments.requireOnly(view.id().toString(), keyNames);
    List<Object> key =
        arguments.isEmpty() ? List.of() : arguments.values(view.id().toString(), view.keys());
    Instant boundary = Schedule.newestDue(view, at == null ? surroundings().clock().instant() : at);
    progress().begin("preview " + view.id());
    try (Trial trial =
        Trial.run(
            project.inputs(),
            project.scheduler(),
            view,
            FileViews.sources(definitions),
            boundary)) {
      progress().end(Texts.count(trial.events(), "event") + " read");
      return answer(view, boundary, trial, key);
    }
  }

  private static Answer answer(FeatureView view, Instant boundary, Trial trial, List<Object> key) {
    List<List<@Nullable Object>> rows =
        key.isEmpty() ? trial.first(ROWS) : List.of(row(view, trial, key));
    long count = trial.keys();
    List<Column> columns = new ArrayList<>();
    view.keys().forEach(k -> columns.add(Column.text(k.name())));
    view.features()
        .forEach(
            f -> columns.add(f.type().numeric() ? Column.number(f.name()) : Column.text(f.name())));
    List<Fields> json = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      Fields fields = Fields.none();
      for (int i = 0; i < columns.size(); i++) {
        fields.with(columns.get(i).title(), row.get(i));
      }
      json.add(fields);
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        Block.Text.of(
            "%s at %s: %s with values".formatted(view.id(), boundary, Texts.count(count, "key"))));
    blocks.add(
        new Table(columns, rows.stream().map(r -> r.stream().map(Texts::value).toList()).toList()));
    if (trial.withoutKey() > 0) {
      blocks.add(
          Block.Text.of(
              Texts.count(trial.withoutKey(), "row") + " took no part, as a key is NULL"));
    }
    blocks.addAll(broken(trial.checks()));
    return Answer.done(
        Fields.of("view", view.id().name())
            .with("version", view.id().version())
            .with("boundary", boundary)
            .with("events_read", trial.events())
            .with("keys", count)
            .with("rows_without_key", trial.withoutKey())
            .with("rows", json)
            .with(
                "checks",
                trial.checks().stream()
                    .map(
                        c ->
                            Fields.of("check", c.check())
                                .with("passed", c.passed())
                                .with("evidence", c.evidence()))
                    .toList()),
        blocks);
  }

  /** The row of a key; the empty row if it has none. */
  private static List<@Nullable Object> row(FeatureView view, Trial trial, List<Object> key) {
    List<@Nullable Object> found = trial.find(key);
    if (found != null) {
      return found;
    }
    List<@Nullable Object> empty = new ArrayList<>(key);
    ProjectFiles.schema(view).features().stream()
        .map(ViewSchema.Feature::empty)
        .forEach(empty::add);
    return empty;
  }

  private static List<Block> broken(List<Progress.CheckOutcome> checks) {
    List<String> lines = new ArrayList<>();
    for (Progress.CheckOutcome check : checks) {
      if (!check.passed()) {
        lines.add("A check would block this: %s: %s".formatted(check.check(), check.evidence()));
      }
    }
    return lines.isEmpty() ? List.of() : List.of(new Block.Text(lines));
  }
}
