package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.ViewSql;
import io.featurefactory.control.Plan;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Registry;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ff plan}: what apply would do. */
@Command(
    name = "plan",
    description = "Show what ff apply would change, what that means and what it costs.",
    footer = {"", "Example:", "  ff plan --env prod", "  ff plan --sql ad_trend"})
final class PlanCommand extends ProjectCommand {
  @Option(
      names = "--sql",
      paramLabel = "VIEW",
      description = "Print the SQL that runs for this view of the files, and nothing else")
  private String sql = "";

  PlanCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    Registry.Snapshot applied = project.control().registry().load();
    Definitions definitions = files().definitions(applied.definitions());
    FileChecks.check(project, definitions);
    if (!sql.isEmpty()) {
      return sql(definitions);
    }
    Plan plan = ProjectPlan.of(applied, definitions);
    QueryViews.check(project, definitions, plan);
    List<ViewCost> costs = ViewCost.of(project, definitions, plan);
    PlanAnswer answer = new PlanAnswer(plan);
    List<Block> blocks = new ArrayList<>(answer.blocks());
    if (!costs.isEmpty()) {
      blocks.add(ViewCost.table(costs));
      blocks.addAll(ViewCost.notes(costs));
    }
    if (answer.changes() && plan.refusals().isEmpty()) {
      blocks.add(Block.Text.of("ff apply does it."));
    }
    Fields json = answer.json().with("costs", costs.stream().map(ViewCost::json).toList());
    return Answer.of(json, blocks, answer.problems());
  }

  private Answer sql(Definitions definitions) {
    FeatureView view = FileViews.find(definitions, sql);
    String text =
        ViewSql.of(view, FileViews.sources(definitions), surroundings().clock().instant());
    return Answer.done(
        Fields.of("view", view.id().name()).with("version", view.id().version()).with("sql", text),
        Block.Text.of(text.stripTrailing()));
  }
}
