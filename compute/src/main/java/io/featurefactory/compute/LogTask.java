package io.featurefactory.compute;

import io.featurefactory.compute.PointSql.Landed;
import io.featurefactory.compute.PointSql.Point;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import io.featurefactory.model.FeatureView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the task that computes some boundaries of a view for a range of keys: its state goes from
 * boundary to boundary in temporary tables, and the rows that changed are written for the log.
 */
final class LogTask {
  private final ViewPlan plan;
  private final FeatureView view;

  LogTask(ViewPlan plan) {
    this.plan = plan;
    this.view = plan.view();
  }

  /**
   * What the boundaries are computed from.
   *
   * @param boundaries in increasing order, without holes
   * @param firstRun number of the run of the first boundary; the others follow
   * @param previous the boundary before the first, at which the state stands; null if there is none
   * @param late tile rows that came after {@code previous}; null for none
   * @param state the latest row of each key; null if the log is empty
   * @param complete for each level the instant up to which its tiles exist
   */
  record Work(
      List<Instant> boundaries,
      long firstRun,
      @Nullable Instant previous,
      KeyedRows tiles,
      @Nullable KeyedRows late,
      @Nullable KeyedRows state,
      List<Instant> complete,
      Landed landed) {}

  /** The task for the keys with hashes in a bucket. */
  Task task(Work work, Bucket bucket, WriteTarget target) {
    List<String> statements = new ArrayList<>();
    statements.add("CREATE TEMP TABLE log_rows AS " + noRows());
    boolean sweeps = sweeps(plan, work.boundaries(), work.previous());
    boolean many = work.boundaries().size() > 1;
    String copied = many ? "TABLE" : "VIEW";
    statements.add("CREATE TEMP " + copied + " state AS " + state(work.state(), bucket));
    statements.add(
        "CREATE TEMP %s tiles AS SELECT * FROM %s"
            .formatted(sweeps ? "VIEW" : copied, work.tiles().in(bucket)));
    if (work.late() != null) {
      statements.add("CREATE TEMP VIEW late AS SELECT * FROM " + work.late().in(bucket));
    }
    if (sweeps) {
      statements.addAll(sweep(work));
    } else {
      statements.addAll(steps(work, many));
    }
    return new Task(
        view.id() + " " + work.boundaries().get(0) + " bucket " + bucket.index(),
        statements,
        List.of(output("SELECT * FROM log_rows", target)),
        "SELECT * FROM report ORDER BY feature_time");
  }

  /** True if the boundaries are computed at once, from tiles of level 0. */
  static boolean sweeps(ViewPlan plan, List<Instant> boundaries, @Nullable Instant previous) {
    return boundaries.size() > 1 && previous == null && SweepSql.applies(plan);
  }

  /** All boundaries at once; the report has those at which something changed. */
  private List<String> sweep(Work work) {
    List<Instant> boundaries = work.boundaries();
    List<String> statements = new ArrayList<>(new SweepSql(plan).prepare("tiles"));
    String changes =
        new SweepSql(plan).changes(boundaries.get(0), boundaries.size(), work.firstRun());
    statements.add("INSERT INTO log_rows BY NAME\n" + changes);
    statements.add(
        "CREATE TEMP TABLE report AS "
            + new CheckSql(view, plan.keyText()).measureByBoundary("log_rows"));
    return statements;
  }

  private List<String> steps(Work work, boolean many) {
    List<String> statements = new ArrayList<>();
    Instant previous = work.previous();
    long run = work.firstRun();
    for (Instant boundary : work.boundaries()) {
      boolean first = run == work.firstRun();
      statements.addAll(step(work, boundary, previous, run, first, many));
      previous = boundary;
      run++;
    }
    return statements;
  }

  /** Rows of the log as they are stored: by key, then by time. */
  static Task.Output output(String select, WriteTarget target) {
    return new Task.Output(select, target, WriteOptions.orderedBy("key_hash", "feature_time"));
  }

  private List<String> step(
      Work work,
      Instant boundary,
      @Nullable Instant previous,
      long run,
      boolean first,
      boolean many) {
    Point point =
        new Point(
            boundary,
            previous,
            "tiles",
            first && work.late() != null ? "late" : null,
            "state",
            work.complete(),
            work.landed());
    String measured =
        "SELECT %s AS feature_time, * FROM (%s)"
            .formatted(
                Sql.timestamp(boundary), new CheckSql(view, plan.keyText()).measure("changes"));
    List<String> statements = new ArrayList<>();
    statements.add("CREATE OR REPLACE TEMP TABLE changes AS\n" + new PointSql(plan).changes(point));
    statements.add((first ? "CREATE TEMP TABLE report AS " : "INSERT INTO report ") + measured);
    statements.add("INSERT INTO log_rows BY NAME SELECT *, " + run + " AS run FROM changes");
    if (many) {
      statements.add("DELETE FROM state USING changes WHERE " + sameKey("state", "changes"));
      statements.add("INSERT INTO state BY NAME SELECT * FROM changes");
    }
    return statements;
  }

  private String state(@Nullable KeyedRows rows, Bucket bucket) {
    String columns =
        plan.keyColumns() + ", feature_time, " + Sql.list(view.features(), f -> Sql.id(f.name()));
    return rows == null
        ? "SELECT * EXCLUDE (run) FROM (" + noRows() + ")"
        : "SELECT " + columns + " FROM " + rows.in(bucket);
  }

  /** No rows, with the columns of the log. */
  private String noRows() {
    return "SELECT 0::BIGINT AS key_hash, %s, TIMESTAMP '1970-01-01' AS feature_time, 0::BIGINT AS run, %s WHERE false"
        .formatted(
            Sql.list(view.keys(), k -> Sql.nullOf(k.type()) + " AS " + Sql.id(k.name())),
            Sql.list(view.features(), f -> Sql.nullOf(f.type()) + " AS " + Sql.id(f.name())));
  }

  private String sameKey(String left, String right) {
    return left
        + ".key_hash = "
        + right
        + ".key_hash AND "
        + String.join(
            " AND ",
            view.keys().stream()
                .map(k -> left + "." + Sql.id(k.name()) + " = " + right + "." + Sql.id(k.name()))
                .toList());
  }
}
