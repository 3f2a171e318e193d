package io.featurefactory.compute;

import io.featurefactory.lake.Commit;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Computes sql views: the query runs at each boundary, and its whole result is compared with the
 * state. There are no tiles.
 */
final class QueryEngine implements FeatureEngine {
  /** In the summary of the log: the snapshot of an input that a boundary was computed from. */
  private static final String INPUT = "ff.log.input.";

  private static final long NO_TILES = 0;

  private final SourceInputs inputs;
  private final TaskScheduler scheduler;
  private final FeatureView view;
  private final Holder holder;
  private final LakeTable log;
  private final StateTable state;
  private final ViewTables names;
  private final @Nullable ScriptEngine scripts;

  QueryEngine(
      SourceInputs inputs,
      TaskScheduler scheduler,
      @Nullable ScriptEngine scripts,
      FeatureView view,
      ViewTables names,
      Holder holder) {
    this.inputs = inputs;
    this.scheduler = scheduler;
    this.scripts = scripts;
    this.view = view;
    this.holder = holder;
    this.names = names;
    this.log = inputs.warehouse().createTable(FeatureTables.logSpec(view, names));
    this.state = new StateTable(inputs.warehouse(), view, names, log, holder);
  }

  @Override
  public @Nullable LogHead head() {
    return LogHead.of(log);
  }

  @Override
  public @Nullable LogHead headOfRun(long run) {
    return LogHead.ofRun(log, run);
  }

  @Override
  public List<TableId> tables() {
    return FeatureTables.all(names);
  }

  @Override
  public FeatureRows rows() {
    return new FeatureRows(view, log, state);
  }

  /** Each boundary is a commit of its own. */
  @Override
  public Progress run(List<Instant> boundaries, long firstRun, Consumer<Progress> watch) {
    LogHead head = head();
    KeyedRows known = head == null ? null : state.at(log.currentSnapshot());
    List<Progress> parts = new ArrayList<>();
    try (QueryStep step = new QueryStep(inputs, scheduler, view, log, query(), known)) {
      long run = firstRun;
      for (Instant boundary : boundaries) {
        Computed computed = step.compute(boundary, run);
        parts.add(computed.progress(step.records()));
        if (computed.passed() == 0) {
          break;
        }
        head = LogHead.afterRuns(head, List.of(boundary), run++, NO_TILES);
        commit(head, computed.files(), step.snapshots());
        watch.accept(parts.get(parts.size() - 1));
      }
      return Progress.joined(parts).withoutKey(step.withoutKey());
    }
  }

  @Override
  public Progress backfill(List<Instant> boundaries, long firstRun) {
    LogHead head = head();
    List<Progress> parts = new ArrayList<>();
    List<LakeFile> files = new ArrayList<>();
    try (QueryStep step = new QueryStep(inputs, scheduler, view, log, query(), null)) {
      long run = firstRun;
      for (Instant boundary : boundaries) {
        Computed computed = step.compute(boundary, run++);
        parts.add(computed.progress(step.records()));
        files.addAll(computed.files());
        if (computed.passed() == 0) {
          return Progress.joined(parts).nothingLogged().withoutKey(step.withoutKey());
        }
      }
      if (head != null) {
        files.addAll(seam(head, files));
      }
      LogHead after = LogHead.afterBackfill(head, boundaries, firstRun, NO_TILES);
      commit(after, files, step.snapshots());
      return Progress.joined(parts).withoutKey(step.withoutKey());
    }
  }

  private BoundaryQuery query() {
    return switch (((Computation.Query) view.computation()).dialect()) {
      case DUCKDB -> KernelQuery.open(inputs, view, scheduler.reach());
      case SPARK -> ScriptQuery.open(inputs, view, scripts);
    };
  }

  private List<LakeFile> seam(LogHead head, List<LakeFile> before) {
    Task task = new SeamSql(view, new QuerySql(view).emptyRow()).task(log, before, head);
    return scheduler.run(List.of(task)).get(0).files().get(0);
  }

  private void commit(LogHead after, List<LakeFile> files, Map<String, Long> snapshots) {
    Commit commit = after.in(Commit.append(files));
    for (Map.Entry<String, Long> input : snapshots.entrySet()) {
      commit = commit.with(INPUT + input.getKey(), Long.toString(input.getValue()));
    }
    String work = "run %d of v%d".formatted(after.lastRun(), view.id().version());
    state.refresh(scheduler, holder.commit(log, commit, work));
  }
}
