package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff runs}: the run history. */
@Command(
    name = "runs",
    description = "List the runs, the newest first.",
    footer = {"", "Example:", "  ff runs ad_trend --limit 5"})
final class RunsCommand extends ProjectCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "VIEW",
      description = "Only the runs of this view; NAME@VERSION for a certain one")
  private String view = "";

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 20)")
  private int limit = 20;

  RunsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    if (limit < 1) {
      throw wrongUsage("--limit: " + limit + " (expected: at least 1)");
    }
    RunLedger.Page page =
        project.control().runs().page(new RunLedger.Query(wanted(project), limit, null));
    List<Fields> json = page.runs().stream().map(RunsCommand::json).toList();
    Fields answer = Fields.of("runs", json).with("more", page.next() != null);
    if (page.runs().isEmpty()) {
      return Answer.done(answer, Block.Text.of("No runs yet. Try ff backfill or ff run."));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(table(page.runs()));
    messages(page.runs(), blocks);
    if (page.next() != null) {
      blocks.add(Block.Text.of("There are more: --limit " + limit * 2));
    }
    return Answer.done(answer, blocks);
  }

  private @Nullable ViewId wanted(Project project) {
    if (view.isEmpty()) {
      return null;
    }
    AppliedDefinition entry =
        new Catalog(project.control().registry().load()).entry(view, DefinitionId.Kind.VIEW);
    return entry.id().viewId();
  }

  private static Table table(List<LedgerRun> runs) {
    List<List<String>> rows = new ArrayList<>();
    for (LedgerRun run : runs) {
      Duration duration = run.duration();
      rows.add(
          List.of(
              run.id().view().toString(),
              Long.toString(run.id().number()),
              run.kind().name().toLowerCase(Locale.ROOT),
              Texts.instant(run.boundary()),
              run.current().name().toLowerCase(Locale.ROOT),
              Texts.count(run.counts().rowsRead()),
              Texts.count(run.counts().rowsLogged()),
              duration == null ? "-" : Texts.elapsed(duration)));
    }
    return new Table(
        List.of(
            Column.text("view"),
            Column.number("run"),
            Column.text("kind"),
            Column.moment("boundary"),
            Column.text("step"),
            Column.number("read"),
            Column.number("logged"),
            Column.number("took")),
        rows);
  }

  private static void messages(List<LedgerRun> runs, List<Block> blocks) {
    List<String> lines = new ArrayList<>();
    for (LedgerRun run : runs) {
      LedgerRun.StepReport report = run.report();
      String message = report == null ? null : report.message();
      if (message != null) {
        lines.add(run.id() + " " + run.current().name().toLowerCase(Locale.ROOT) + ": " + message);
      }
    }
    if (!lines.isEmpty()) {
      blocks.add(new Block.Text(lines));
    }
  }

  static Fields json(LedgerRun run) {
    LedgerRun.StepReport report = run.report();
    List<Fields> checks =
        run.checks().stream()
            .map(
                c ->
                    Fields.of("check", c.text())
                        .with("passed", c.passed())
                        .with("evidence", c.evidence()))
            .toList();
    Duration duration = run.duration();
    return Fields.of("view", run.id().view().name())
        .with("version", run.id().view().version())
        .with("run", run.id().number())
        .with("kind", run.kind().name().toLowerCase(Locale.ROOT))
        .with("first_boundary", run.firstBoundary())
        .with("boundary", run.boundary())
        .with("step", run.current().name().toLowerCase(Locale.ROOT))
        .with("started_at", run.startedAt())
        .with("finished_at", report == null ? null : report.finishedAt())
        .with("seconds", duration == null ? null : duration.toMillis() / 1e3)
        .with("rows_read", run.counts().rowsRead())
        .with("rows_logged", run.counts().rowsLogged())
        .with("message", report == null ? null : report.message())
        .with("checks", checks);
  }
}
