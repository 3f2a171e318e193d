package io.featurefactory.compute;

import io.featurefactory.compute.PointSql.Landed;
import io.featurefactory.compute.TileIngest.Ingested;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Computes views with tiles: events to tiles, tiles to rows of the feature log. */
final class ViewEngine implements FeatureEngine {
  private final SourceInputs inputs;
  private final TaskScheduler scheduler;
  private final ViewPlan plan;
  private final FeatureView view;
  private final ViewTables names;
  private final Holder holder;
  private final LakeTable log;
  private final StateTable state;

  ViewEngine(
      SourceInputs inputs,
      TaskScheduler scheduler,
      FeatureView view,
      Map<String, Source> sources,
      ViewTables names,
      Holder holder) {
    this.names = names;
    this.inputs = inputs;
    this.scheduler = scheduler;
    this.view = view;
    this.plan = ViewPlan.of(view, sources);
    this.holder = holder;
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

  @Override
  public Progress run(List<Instant> boundaries, long firstRun, Consumer<Progress> watch) {
    LogHead head = head();
    Ingested tiles = ingest(boundaries);
    try {
      return told(watch, logged(head, boundaries, firstRun, tiles));
    } catch (FactoryException e) {
      if (e.kind() != FactoryException.Kind.DATA || boundaries.size() == 1) {
        throw e;
      }
      return oneByOne(boundaries, firstRun, watch, tiles);
    }
  }

  /** The boundaries before the one that fails stay. */
  private Progress oneByOne(
      List<Instant> boundaries, long firstRun, Consumer<Progress> watch, Ingested tiles) {
    List<Progress> parts = new ArrayList<>();
    long run = firstRun;
    for (Instant boundary : boundaries) {
      Progress part = told(watch, logged(head(), List.of(boundary), run++, tiles));
      parts.add(part);
      if (part.blocked() != null) {
        break;
      }
    }
    return Progress.joined(parts);
  }

  private static Progress told(Consumer<Progress> watch, Progress part) {
    if (!part.logged().isEmpty()) {
      watch.accept(part);
    }
    return part;
  }

  private Progress logged(
      @Nullable LogHead head, List<Instant> boundaries, long firstRun, Ingested tiles) {
    Instant previous = head == null ? null : head.last();
    Computed computed = compute(boundaries, firstRun, previous, head, tiles, Landed.ALL);
    int passed = computed.passed();
    if (passed < boundaries.size() && passed > 0) {
      computed =
          computed.withFilesOf(
              compute(boundaries.subList(0, passed), firstRun, previous, head, tiles, Landed.ALL));
    }
    if (passed > 0) {
      List<Instant> good = boundaries.subList(0, passed);
      LogHead after = LogHead.afterRuns(head, good, firstRun, tiles.snapshot());
      long snapshot = commit(after, computed.files());
      state.refresh(scheduler, snapshot);
    }
    return computed.progress(tiles.events());
  }

  @Override
  public Progress backfill(List<Instant> boundaries, long firstRun) {
    LogHead head = head();
    Ingested tiles = ingest(boundaries);
    Computed computed = compute(boundaries, firstRun, null, null, tiles, Landed.IN_TIME);
    if (computed.passed() < boundaries.size()) {
      return computed.progress(tiles.events()).nothingLogged();
    }
    List<LakeFile> files = new ArrayList<>(computed.files());
    if (head != null) {
      files.addAll(seam(head, computed.files()));
    }
    LogHead after = LogHead.afterBackfill(head, boundaries, firstRun, tiles.snapshot());
    long snapshot = commit(after, files);
    state.refresh(scheduler, snapshot);
    return computed.progress(tiles.events());
  }

  private long commit(LogHead after, List<LakeFile> files) {
    String work = "run %d of v%d".formatted(after.lastRun(), view.id().version());
    return holder.commit(log, after.in(Commit.append(files)), work);
  }

  private Ingested ingest(List<Instant> boundaries) {
    return new TileIngest(inputs, scheduler, plan, names, holder)
        .upTo(boundaries.get(boundaries.size() - 1));
  }

  /** At the first boundary that existed before, keys that were empty there become empty again. */
  private List<LakeFile> seam(LogHead head, List<LakeFile> before) {
    String emptyRow = new PointSql(plan).emptyRow(head.first());
    Task task = new SeamSql(view, emptyRow).task(log, before, head);
    return scheduler.run(List.of(task)).get(0).files().get(0);
  }

  private Computed compute(
      List<Instant> boundaries,
      long firstRun,
      @Nullable Instant previous,
      @Nullable LogHead head,
      Ingested tiles,
      Landed landed) {
    TileSelection selection = new TileSelection(plan, tiles);
    boolean sweeps = LogTask.sweeps(plan, boundaries, previous);
    TileHead usable = sweeps ? tiles.head().withoutLevels() : tiles.head();
    List<Instant> complete = usable.complete(plan.levels());
    List<LakeFile> files = selection.files(boundaries, previous, complete);
    LogTask.Work work =
        new LogTask.Work(
            boundaries,
            firstRun,
            previous,
            bucket -> bucket.rows(tiles.table(), files),
            head == null ? null : selection.late(head),
            previous == null ? null : state.at(log.currentSnapshot()),
            complete,
            landed);
    long rows = LakeFile.records(files);
    List<Task> tasks =
        Bucket.ofAbout(Bucket.ROWS_OF_A_TASK, rows).stream()
            .map(bucket -> new LogTask(plan).task(work, bucket, log.target()))
            .toList();
    List<LakeFile> written = new ArrayList<>();
    Map<Instant, Map<String, @Nullable Object>> measured = new HashMap<>();
    for (Task.Result result : scheduler.run(tasks)) {
      result.files().forEach(written::addAll);
      for (Map<String, @Nullable Object> row : result.report()) {
        measured.merge((Instant) row.get("feature_time"), row, Checks::add);
      }
    }
    return Computed.of(view, boundaries, firstRun, written, measured);
  }
}
