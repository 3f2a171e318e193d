package io.featurefactory.cli.materialize;

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
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
   */
  void complete(
      FeatureView view, LogBoundaries log, Map<String, List<Published>> published, long epoch) {
    ViewId id = view.id();
    String prefix = MARK + id.name() + ".v" + id.version() + ".";
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
    StringBuilder work = new StringBuilder(prefix + newest + " " + log.origin());
    for (Map.Entry<String, List<Published>> store : published.entrySet()) {
      String mark = prefix + "store." + store.getKey();
      long has = mark(mark, log.origin());
      for (Published run : store.getValue()) {
        LogBoundaries.Entry entry = log.findRun(run.run());
        if (entry != null && run.run() != has) {
          rows.add(row(id, entry, store.getKey(), run.started(), run.finished()));
        }
        has = run.run();
      }
      marks = marks.with(mark, has + " " + log.origin());
      work.append(' ').append(store.getKey()).append('=').append(has);
    }
    if (!rows.isEmpty()) {
      Commit commit = new Commit(marks.mode(), write(rows), List.of(), marks.summary(), null);
      commit(commit.fenced(new Fence(id.name(), epoch, work.toString())));
    }
  }

  /**
   * Removes the rows of a view up to a run: those of a draft that was replaced, whose values nobody
   * serves any more.
   */
  void forget(ViewId view, long lastRun) {
    String gone =
        "view = %s AND version = %d AND run <= %d"
            .formatted(SqlText.text(view.name()), view.version(), lastRun);
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
        return same ? Long.parseLong(value.substring(0, space)) : 0;
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
