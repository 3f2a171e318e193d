package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.AppliedDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code ff list}: the catalog. */
@Command(
    name = "list",
    description = "List what is applied: sources, feature views, feature services.",
    footer = {"", "Example:", "  ff list --output json"})
final class ListCommand extends ProjectCommand {
  ListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    List<AppliedDefinition> entries = new Catalog(project.control().registry().load()).current();
    List<Fields> json = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (AppliedDefinition entry : entries) {
      String kind = entry.id().kind().name().toLowerCase(Locale.ROOT);
      String status = entry.status().name().toLowerCase(Locale.ROOT);
      json.add(
          Fields.of("kind", kind)
              .with("name", entry.id().name())
              .with("version", entry.id().version())
              .with("status", status)
              .with("owner", entry.definition().owner())
              .with("description", entry.definition().description())
              .with("applied_at", entry.appliedAt())
              .with("first_published_at", entry.firstPublishedAt()));
      rows.add(
          List.of(
              kind,
              entry.id().name(),
              Integer.toString(entry.id().version()),
              status,
              entry.definition().owner(),
              entry.definition().description()));
    }
    Fields answer = Fields.of("entries", json);
    if (entries.isEmpty()) {
      return Answer.done(answer, Block.Text.of("Nothing is applied yet. Try ff plan, ff apply."));
    }
    return Answer.done(
        answer,
        new Table(
            List.of(
                Column.text("kind"),
                Column.text("name"),
                Column.number("version"),
                Column.text("status"),
                Column.text("owner"),
                Column.text("description")),
            rows));
  }
}
