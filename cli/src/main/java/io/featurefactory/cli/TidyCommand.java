package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.SourceCursors;
import io.featurefactory.definitions.yaml.DurationText;
import io.featurefactory.lake.Compaction;
import io.featurefactory.lake.Housekeeping;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.model.FactoryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff tidy}: small files become large ones, old snapshots and left-over files go. */
@Command(
    name = "tidy",
    description = {
      "Make the small files of the lake large, and let go what nobody needs any more.",
      "Old snapshots go, and files that killed processes left behind; rows stay as they are. It may run beside everything else, and as often as you like."
    },
    footer = {"", "Example:", "  ff tidy", "  ff tidy clickstream --keep 3d --dry-run"})
final class TidyCommand extends ProjectCommand {
  private static final Duration SHORTEST = Duration.ofHours(1);

  /** Files that are younger may belong to a commit that is yet to come. */
  private static final Duration ORPHANED = Duration.ofDays(1);

  @Parameters(
      arity = "0..*",
      paramLabel = "TABLE",
      description = "Tables of the lake, with their side tables (default: all)")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--keep",
      paramLabel = "DURATION",
      description = "Snapshots of so long stay, for whoever still reads them (default: 7d)")
  private String keep = "7d";

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "STEP",
      description = "Some of compact, expire, orphans (default: all)")
  private List<String> only = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only say what would be done")
  private boolean dryRun;

  TidyCommand(Surroundings surroundings) {
    super(surroundings);
  }

  private enum Step {
    COMPACT,
    EXPIRE,
    ORPHANS
  }

  /** What was done to a table, or would be. */
  private record Tidied(TableId table, Compaction.Report files, int snapshots, int orphans) {}

  @Override
  Answer answer(Project project) {
    Duration kept = kept();
    Set<Step> steps = steps();
    Collection<Long> cursors = SourceCursors.all(project.warehouse());
    Instant now = surroundings().clock().instant();
    List<Tidied> done = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<TableId> chosen = chosen(project.warehouse());
    progress().begin("tidy " + Texts.count(chosen.size(), "table"));
    for (TableId id : chosen) {
      progress().at((double) done.size() / chosen.size());
      try {
        done.add(tidy(project, id, steps, now, kept, cursors));
      } catch (FactoryException e) {
        problems.add("error: " + e.getMessage());
      }
    }
    progress().end(Texts.count(done.size(), "table"));
    return answer(done, problems);
  }

  private Duration kept() {
    Duration duration = DurationText.find(keep);
    if (duration == null || duration.compareTo(SHORTEST) < 0) {
      throw wrongUsage(
          "--keep: '%s' (expected: such as 7d, at least 1h: who reads now needs the files)"
              .formatted(keep));
    }
    return duration;
  }

  private Set<Step> steps() {
    Set<Step> steps = EnumSet.noneOf(Step.class);
    for (String word : only) {
      steps.add(
          Arrays.stream(Step.values())
              .filter(step -> word(step).equals(word))
              .findFirst()
              .orElseThrow(
                  () ->
                      wrongUsage(
                          "--only: '%s' (expected: some of %s)"
                              .formatted(
                                  word,
                                  Arrays.stream(Step.values())
                                      .map(TidyCommand::word)
                                      .collect(Collectors.joining(", "))))));
    }
    return steps.isEmpty() ? EnumSet.allOf(Step.class) : steps;
  }

  private static String word(Step step) {
    return step.name().toLowerCase(Locale.ROOT);
  }

  private List<TableId> chosen(Warehouse warehouse) {
    List<TableId> ours =
        warehouse.tables(TableId.LAKE).stream()
            .filter(id -> !warehouse.settings().others().containsKey(id.name()))
            .toList();
    if (tables.isEmpty()) {
      return ours;
    }
    Set<TableId> chosen = new LinkedHashSet<>();
    for (String table : tables) {
      TableId id = TableId.lake(LakeName.of(table));
      warehouse.settings().requireOwn(id);
      chosen.add(warehouse.loadTable(id).id());
      ours.stream().filter(side -> side.name().startsWith(id.name() + "__")).forEach(chosen::add);
    }
    return List.copyOf(chosen);
  }

  private Tidied tidy(
      Project project,
      TableId id,
      Set<Step> steps,
      Instant now,
      Duration kept,
      Collection<Long> cursors) {
    Compaction.Report files = new Compaction.Report(0, 0);
    if (steps.contains(Step.COMPACT)) {
      Compaction compaction = new Compaction(project.kernel());
      files =
          dryRun
              ? compaction.plan(project.warehouse().loadTable(id))
              : compaction.run(project.warehouse().loadTable(id));
    }
    Housekeeping housekeeping = new Housekeeping(project.warehouse(), project.kernel());
    int snapshots = 0;
    if (steps.contains(Step.EXPIRE)) {
      Instant before = now.minus(kept);
      snapshots =
          dryRun
              ? housekeeping.expirable(id, before, cursors)
              : housekeeping.expireSnapshots(id, before, cursors);
    }
    int orphans = 0;
    if (steps.contains(Step.ORPHANS)) {
      Instant before = now.minus(ORPHANED);
      orphans =
          dryRun
              ? housekeeping.orphans(id, before).size()
              : housekeeping.removeOrphans(id, before).size();
    }
    return new Tidied(id, files, snapshots, orphans);
  }

  private Answer answer(List<Tidied> done, List<String> problems) {
    List<Fields> json = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Tidied one : done) {
      json.add(
          Fields.of("table", one.table().toString())
              .with("files_replaced", one.files().replaced())
              .with("files_written", one.files().written())
              .with("snapshots_expired", one.snapshots())
              .with("orphans_removed", one.orphans()));
      rows.add(
          List.of(
              one.table().toString(),
              one.files().replaced() == 0
                  ? "-"
                  : "%s -> %s"
                      .formatted(
                          Texts.count(one.files().replaced()), Texts.count(one.files().written())),
              countOrNone(one.snapshots()),
              countOrNone(one.orphans())));
    }
    List<Block> blocks = new ArrayList<>();
    if (rows.isEmpty() && problems.isEmpty()) {
      blocks.add(Block.Text.of("The lake has no tables yet. Try ff import or ff ingest."));
    } else {
      blocks.add(
          new Table(
              List.of(
                  Column.text("table"),
                  Column.number("small files"),
                  Column.number("old snapshots"),
                  Column.number("left-over files")),
              rows));
    }
    if (dryRun) {
      blocks.add(Block.Text.of("Nothing was changed (--dry-run)."));
    }
    return new Answer(
        Fields.of("dry_run", dryRun).with("tables", json),
        blocks,
        problems.isEmpty() ? Answer.Outcome.DONE : Answer.Outcome.FAILED,
        problems);
  }

  private static String countOrNone(int number) {
    return number == 0 ? "-" : Texts.count(number);
  }
}
