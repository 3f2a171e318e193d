package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.control.Plan;
import io.featurefactory.control.PlanItem;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Registry;
import io.featurefactory.model.ViewTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;

/** {@code ff apply}: the registry becomes what the files say. */
@Command(
    name = "apply",
    description = "Apply the definitions in the files; ff plan shows what that means.",
    footer = {"", "Example:", "  ff apply"})
final class ApplyCommand extends ProjectCommand {
  ApplyCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    Registry registry = project.control().registry();
    Registry.Snapshot applied = registry.load();
    Definitions definitions = files().definitions(applied.definitions());
    QueryViews.check(project, definitions);
    Plan plan = ProjectPlan.of(applied, definitions);
    long revision = registry.apply(plan.request(user()));
    Registry.Snapshot now = registry.load();
    for (PlanItem.ReplacedDraft replaced : plan.items(PlanItem.ReplacedDraft.class)) {
      free(project, replaced.before(), now);
    }
    PlanAnswer answer = new PlanAnswer(plan);
    List<Block> blocks = new ArrayList<>(answer.blocks());
    if (answer.changes()) {
      blocks.add(
          Block.Text.of(
              "Applied, revision %d. Next: ff backfill --from DATE, then ff get VIEW KEY=VALUE"
                  .formatted(revision)));
    }
    Fields json = answer.json().with("revision", revision);
    return Answer.done(json, blocks);
  }

  private String user() {
    return surroundings()
        .environment()
        .getOrDefault("USER", Objects.requireNonNullElse(System.getProperty("user.name"), "?"));
  }

  /** What a replaced draft has logged and published is not used any more. */
  private static void free(Project project, AppliedDefinition before, Registry.Snapshot now) {
    ViewSchema schema = ProjectFiles.schema(before);
    for (OnlineTarget target : schema.online()) {
      if (project.settings().online().containsKey(target.store())) {
        try (OnlineWriter writer = project.store(target.store()).openWriter()) {
          writer.drop(schema.view());
        }
      }
    }
    project.control().statistics().forget(schema.view());
    ViewTables tables = before.tables();
    if (tables != null) {
      project.warehouse().dropTable(FeatureTables.log(tables));
      project.warehouse().dropTable(FeatureTables.state(tables));
      String tiles = tables.tiles();
      if (tiles != null && !inUse(tiles, now)) {
        project.warehouse().dropTable(FeatureTables.tiles(tables));
      }
    }
  }

  private static boolean inUse(String tiles, Registry.Snapshot now) {
    return now.definitions().stream()
        .map(AppliedDefinition::tables)
        .anyMatch(t -> t != null && tiles.equals(t.tiles()));
  }
}
