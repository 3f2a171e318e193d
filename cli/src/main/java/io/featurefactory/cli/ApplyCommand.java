package io.featurefactory.cli;

import io.featurefactory.cli.materialize.ReplacedDrafts;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.project.Project;
import io.featurefactory.control.Plan;
import io.featurefactory.control.PlanItem;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.model.Registry;
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
    FileChecks.check(project, definitions);
    Plan plan = ProjectPlan.of(applied, definitions);
    QueryViews.check(project, definitions, plan);
    long revision = registry.apply(plan.request(user()));
    new ReplacedDrafts(project, registry.load()).free();
    PlanAnswer answer = new PlanAnswer(plan);
    List<Block> blocks = new ArrayList<>(answer.blocks());
    if (answer.changes()) {
      blocks.add(
          Block.Text.of(
              "Applied, revision %d. Next: %s, then ff get VIEW KEY=VALUE"
                  .formatted(revision, next(plan))));
    }
    Fields json = answer.json().with("revision", revision);
    return Answer.done(json, blocks);
  }

  /** What fills the stores: what is new has no log yet; what is changed in place has. */
  private static String next(Plan plan) {
    boolean computes =
        !plan.items(PlanItem.New.class).isEmpty()
            || !plan.items(PlanItem.ReplacedDraft.class).isEmpty();
    return computes ? "ff backfill --from DATE" : "ff publish, if a view has another store";
  }

  private String user() {
    return surroundings()
        .environment()
        .getOrDefault("USER", Objects.requireNonNullElse(System.getProperty("user.name"), "?"));
  }
}
