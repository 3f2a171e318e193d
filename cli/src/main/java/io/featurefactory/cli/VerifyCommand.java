package io.featurefactory.cli;

import io.featurefactory.cli.materialize.Verification;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.served.ServedWindow;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView.OnlineTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff verify}: the proof that what is served is what was logged. */
@Command(
    name = "verify",
    description = {
      "Prove that every online value equals the feature log, byte by byte.",
      "With --served: prove that the answers which ff serve has kept are what a training set of the"
          + " same moments holds, bit by bit. Where they are not, the cause is named; the command"
          + " fails if it means that training and serving disagree. How to have answers kept: ff"
          + " serve --help."
    },
    footer = {
      "",
      "Example:",
      "  ff verify",
      "  ff verify --served search_ranking --from 2026-03-01 --sample 10%%"
    })
final class VerifyCommand extends ProjectCommand {
  @Parameters(
      paramLabel = "VIEW",
      description = "Only these views (default: all); with --served, services or views")
  private List<String> views = new ArrayList<>();

  @Option(names = "--served", description = "Compare the answers of ff serve that were kept")
  private boolean served;

  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      converter = InstantArgument.class,
      description = "With --served: only what was asked at this time or later")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "INSTANT",
      converter = InstantArgument.class,
      description = "With --served: only what was asked before this time")
  private @Nullable Instant to;

  @Option(
      names = "--sample",
      paramLabel = "SHARE",
      converter = ShareArgument.class,
      description = "With --served: only a share of the requests, such as 10%%")
  private @Nullable Double sample;

  private final List<Fields> json = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final Set<String> told = new HashSet<>();
  private final List<Block> problems = new ArrayList<>();

  VerifyCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    if (served) {
      ServedWindow window = new ServedWindow(from, to, sample == null ? 1 : sample);
      return new ServedComparison(project, files(), progress()).answer(views, window);
    }
    if (from != null || to != null || sample != null) {
      throw wrongUsage("--from, --to and --sample are of the answers that were kept: add --served");
    }
    Catalog catalog = new Catalog(project.control().registry().load());
    for (AppliedDefinition entry : catalog.views(views)) {
      AppliedView view = files().resolve(entry, catalog.snapshot());
      for (OnlineTarget target : view.view().online()) {
        verify(project, view, target.store());
      }
    }
    if (json.isEmpty()) {
      throw CliErrors.nothingApplied();
    }
    Table table =
        new Table(
            List.of(
                Column.text("view"),
                Column.text("store"),
                Column.number("run"),
                Column.number("compared"),
                Column.number("different"),
                Column.number("surplus"),
                Column.text("verdict")),
            rows);
    List<Block> blocks = new ArrayList<>(List.of(table));
    blocks.addAll(problems);
    return new Answer(
        Fields.of("stores", json),
        blocks,
        problems.isEmpty() ? Answer.Outcome.DONE : Answer.Outcome.FAILED);
  }

  private void verify(Project project, AppliedView view, String store) {
    String name = view.view().id().toString();
    Fields fields =
        Fields.of("view", view.view().id().name())
            .with("version", view.view().id().version())
            .with("store", store);
    progress().begin("verify " + name);
    try {
      Verification.Finding found = new Verification(project, view).verify(store);
      progress().end(Texts.count(found.compared(), "row") + " compared");
      add(name, fields, found);
    } catch (FactoryException e) {
      progress().clear();
      if (e.kind() == FactoryException.Kind.INTERNAL) {
        throw e;
      }
      json.add(fields.with("holds", false).with("error", e.getMessage()));
      rows.add(List.of(name, store, "-", "-", "-", "-", "failed"));
      if (told.add(String.valueOf(e.getMessage()))) {
        problems.add(Block.Text.of("error: " + e.getMessage()));
      }
    }
  }

  private void add(String name, Fields fields, Verification.Finding found) {
    json.add(
        fields
            .with("holds", found.holds())
            .with("run", found.run())
            .with("compared", found.compared())
            .with("different", found.different())
            .with("surplus", found.surplus())
            .with("examples", found.examples()));
    rows.add(
        List.of(
            name,
            found.store(),
            Long.toString(found.run()),
            Texts.count(found.compared()),
            Texts.count(found.different()),
            Texts.count(found.surplus()),
            found.holds() ? "equal" : "DIFFERENT"));
    if (!found.holds()) {
      List<String> lines = new ArrayList<>(found.examples());
      lines.add(0, "error: " + name + " in store " + found.store() + " is not what was logged:");
      lines.add("ff publish %s --rebuild makes the store anew from the log".formatted(view(name)));
      problems.add(new Block.Text(lines));
    }
  }

  private static String view(String name) {
    return name.substring(0, name.indexOf(' '));
  }
}
