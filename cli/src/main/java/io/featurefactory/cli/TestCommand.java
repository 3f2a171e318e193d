package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.definitions.FeatureTest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ff test}: the unit tests of the features. */
@Command(
    name = "test",
    description = {
      "Run the unit tests of the features, tests/*.yaml: events in, values out.",
      "Each test has a lake of its own; the project's data are not touched."
    },
    footer = {"", "Example:", "  ff test"})
final class TestCommand extends ProjectCommand {
  TestCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    Definitions definitions = files().definitions(List.of());
    List<FeatureTest> tests = files().tests(definitions);
    if (tests.isEmpty()) {
      return Answer.done(
          Fields.of("tests", List.of()),
          Block.Text.of("There are no tests: no YAML file below tests/ has one."));
    }
    List<Fields> json = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < tests.size(); i++) {
      FeatureTest test = tests.get(i);
      progress().begin("test " + test.name());
      progress().at((double) i / tests.size());
      List<String> found =
          new FeatureTrial(project, FileViews.sources(definitions), test).differences();
      json.add(
          Fields.of("name", test.name())
              .with("view", test.view().id().name())
              .with("version", test.view().id().version())
              .with("passed", found.isEmpty())
              .with("differences", found));
      rows.add(
          List.of(test.name(), test.view().id().toString(), found.isEmpty() ? "ok" : "FAILED"));
      differences.addAll(found);
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(List.of(Column.text("test"), Column.text("view"), Column.text("result")), rows));
    if (!differences.isEmpty()) {
      blocks.add(new Block.Prose(differences));
    }
    blocks.add(Block.Text.of(summary(json.size(), rows)));
    return new Answer(
        Fields.of("tests", json),
        blocks,
        differences.isEmpty() ? Answer.Outcome.DONE : Answer.Outcome.FAILED);
  }

  private static String summary(int count, List<List<String>> rows) {
    long failed = rows.stream().filter(row -> row.get(2).equals("FAILED")).count();
    return Texts.count(count, "test") + ", " + failed + " failed";
  }
}
