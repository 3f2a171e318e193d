package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.CommitOutcome;
import io.featurefactory.lake.Fence;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SnapshotInfo;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableSpec;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.Published;
import io.featurefactory.model.ViewId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Iceberg table {@code ops.runs}, which says when the values of each run were available, so
 * that any engine can join by availability ({@code docs/spec/runs-table.md}).
 *
 * <p>It is derived from the logs and the stores. What is missing is added; the summary of each
 * commit says up to where it goes.
 */
final class RunsTable {
  private static final String MARK = "ff.runs.";

  private final LakeTable table;
  private final Kernel kernel;

  RunsTable(Warehouse warehouse, Kernel kernel) {
    this.table = warehouse.createTable(new TableSpec(ProjectTables.RUNS, columns()));
    this.kernel = kernel;
  }

  private static List<ColumnSpec> columns() {
    return List.of(
        ColumnSpec.required("view", Primitive.VARCHAR),
        ColumnSpec.required("version", Primitive.BIGINT),
        ColumnSpec.required("run", Primitive.BIGINT),
        ColumnSpec.required("boundary", Primitive.TIMESTAMP),
        ColumnSpec.required("kind", Primitive.VARCHAR),
        ColumnSpec.required("store", Primitive.VARCHAR),
        ColumnSpec.required("started", Primitive.TIMESTAMP),
        ColumnSpec.required("finished", Primitive.TIMESTAMP),
        ColumnSpec.required("epoch", Primitive.BIGINT),
        ColumnSpec.required("log_snapshot", Primitive.BIGINT));
  }

  /**
   * Adds what is missing of a view.
   *
   * @param published by store, the runs that it got, in their order; the last is the one that it
   *     has now
   * @param runs what the runs of stores are
   * @return the stores of which something was missing
   */
  Set<String> complete(
      FeatureView view,
      LogBoundaries log,
      Map<String, List<Published>> published,
      StoreRuns runs,
      long epoch) {
    ViewId id = view.id();
    String prefix = prefix(id);
    List<String> rows = new ArrayList<>();
    Commit marks = Commit.append(List.of());
    String logMark = prefix + "log";
    long recorded = mark(logMark, log.origin());
    long newest = recorded;
    for (LogBoundaries.Entry entry : log.entries().values()) {
      if (entry.run() > recorded) {
        rows.add(logged(view, entry));
        newest = Math.max(newest, entry.run());
      }
    }
    marks = marks.with(logMark, newest + " " + log.origin());
    Set<String> lacking = new TreeSet<>();
    // with the epoch: a store that lost its rows gets the same runs once more, under a later one
    StringBuilder work = new StringBuilder(prefix + newest + " " + log.origin() + " @" + epoch);
    for (Map.Entry<String, List<Published>> store : published.entrySet()) {
      String mark = storeMark(id, store.getKey());
      long had = mark(mark, log.origin());
      long has = had;
      for (Published run : store.getValue()) {
        LogBoundaries.Entry entry = run.run() == has ? null : runs.find(log, store.getKey(), run);
        if (entry != null) {
          rows.add(row(id, entry, store.getKey(), run.started(), run.finished()));
          lacking.add(store.getKey());
          has = run.run();
        }
      }
      marks = marks.with(mark, has + " " + log.origin());
      work.append(' ').append(store.getKey()).append('=').append(had).append('>').append(has);
    }
    if (!rows.isEmpty()) {
      Commit commit = new Commit(marks.mode(), write(rows), List.of(), marks.summary(), null);
      commit(commit.fenced(new Fence(id.name(), epoch, work.toString())));
    }
    return lacking;
  }

  /** The greatest number that is recorded of a view, of the log or of a store; 0 for none. */
  static long greatestRun(Warehouse warehouse, ViewId view) {
    LakeTable table = warehouse.findTable(ProjectTables.RUNS);
    String prefix = prefix(view);
    return table == null ? 0 : greatest(table, mark -> mark.getKey().startsWith(prefix));
  }

  /**
   * The greatest run of a log that a store was ever recorded to serve, as of the last time that
   * something was completed; 0 for none.
   */
  long greatestRun(ViewId view, String store, String origin) {
    String name = storeMark(view, store);
    String end = " " + origin;
    return greatest(table, mark -> mark.getKey().equals(name) && mark.getValue().endsWith(end));
  }

  private static long greatest(LakeTable table, Predicate<Map.Entry<String, String>> isOfInterest) {
    return table.history().stream()
        .flatMap(snapshot -> snapshot.summary().entrySet().stream())
        .filter(isOfInterest)
        .mapToLong(mark -> run(mark.getValue()))
        .max()
        .orElse(0);
  }

  private static String storeMark(ViewId view, String store) {
    return prefix(view) + "store." + store;
  }

  /**
   * The kind of a run that a store was given and that computed nothing; null if there is no such
   * row, or if it is a run of the log.
   */
  static LedgerRun.@Nullable Kind findOwn(
      Project project, ViewId view, String store, Published served) {
    LakeTable table = project.warehouse().findTable(ProjectTables.RUNS);
    if (table == null) {
      return null;
    }
    String sql =
        """
        SELECT CASE WHEN bool_or(store = '') THEN NULL ELSE any_value(kind) END FROM %s
        WHERE view = %s AND version = %d AND run = %d AND boundary = %s AND store IN ('', %s)"""
            .formatted(
                table.relation(table.files(table.currentSnapshot())),
                SqlText.text(view.name()),
                view.version(),
                served.run(),
                timestamp(served.watermark()),
                SqlText.text(store));
    try (KernelSession session = project.kernel().session()) {
      String kind = session.query(sql, row -> Optional.ofNullable(row.string(0))).get(0).orElse("");
      return kind.isEmpty() ? null : LedgerRun.Kind.valueOf(kind);
    }
  }

  private static String prefix(ViewId view) {
    return MARK + view.name() + ".v" + view.version() + ".";
  }

  /** Of a mark: the number before the blank. */
  private static long run(String mark) {
    return Long.parseLong(mark.substring(0, mark.indexOf(' ')));
  }

  /**
   * Removes the rows of a view that came from a log: that of a draft that was replaced, whose
   * values nobody serves any more.
   *
   * @param snapshots of the log
   */
  void forget(ViewId view, long lastRun, Collection<Long> snapshots) {
    String gone =
        "view = %s AND version = %d AND (run <= %d OR log_snapshot IN (%s))"
            .formatted(
                SqlText.text(view.name()),
                view.version(),
                lastRun,
                snapshots.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    table.refresh();
    List<LakeFile> holding = new ArrayList<>();
    List<LakeFile> kept = new ArrayList<>();
    try (KernelSession session = kernel.session()) {
      for (LakeFile file : table.files(table.currentSnapshot())) {
        String rows = table.relation(List.of(file));
        long found =
            session
                .query("SELECT count(*) FROM " + rows + " WHERE " + gone, row -> row.longValue(0))
                .get(0);
        if (found > 0) {
          holding.add(file);
          kept.addAll(
              session.write(
                  "SELECT * FROM " + rows + " WHERE NOT (" + gone + ")",
                  table.target(),
                  WriteOptions.defaults()));
        }
      }
    }
    if (!holding.isEmpty()) {
      table.commit(Commit.overwrite(kept, holding));
    }
  }

  private void commit(Commit commit) {
    if (table.commit(commit) instanceof CommitOutcome.Superseded newer) {
      throw MaterializeErrors.superseded(Objects.requireNonNull(commit.fence()), newer);
    }
  }

  /** The number that the newest commit with the mark carries; 0 if it is of another log. */
  private long mark(String name, String origin) {
    table.refresh();
    for (SnapshotInfo snapshot : table.history()) {
      String value = snapshot.summary().get(name);
      if (value != null) {
        int space = value.indexOf(' ');
        boolean same = value.substring(space + 1).equals(origin);
        return same ? run(value) : 0;
      }
    }
    return 0;
  }

  /** A backfilled boundary counts as available after the assumed delay. */
  private static String logged(FeatureView view, LogBoundaries.Entry entry) {
    Instant at =
        entry.kind() == LedgerRun.Kind.BACKFILL
            ? entry.boundary().plus(view.publishDelay())
            : entry.loggedAt();
    return row(view.id(), entry, "", at, at);
  }

  private static String row(
      ViewId id, LogBoundaries.Entry entry, String store, Instant started, Instant finished) {
    return "(%s, %d, %d, %s, %s, %s, %s, %s, %d, %d)"
        .formatted(
            SqlText.text(id.name()),
            id.version(),
            entry.run(),
            timestamp(entry.boundary()),
            SqlText.text(entry.kind().name()),
            SqlText.text(store),
            timestamp(started),
            timestamp(finished),
            entry.epoch(),
            entry.snapshot());
  }

  private List<LakeFile> write(List<String> rows) {
    String select =
        """
        SELECT * FROM (VALUES %s)
          AS r(view, version, run, boundary, kind, store, started, finished, epoch, log_snapshot)"""
            .formatted(String.join(",\n", rows));
    try (KernelSession session = kernel.session()) {
      return session.write(select, table.target(), WriteOptions.defaults());
    }
  }

  private static String timestamp(Instant instant) {
    return "make_timestamp(" + Boundaries.micros(instant) + ")";
  }
}
