package io.featurefactory.compute;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.model.FeatureView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes boundaries of an sql view one after the other: each result is compared with the one
 * before. For one thread.
 */
final class QueryStep implements AutoCloseable {
  private final SourceInputs inputs;
  private final TaskScheduler scheduler;
  private final FeatureView view;
  private final QuerySql sql;
  private final LakeTable log;
  private final BoundaryQuery query;
  private KeyedRows known;
  private @Nullable Long before;
  private long withoutKey;

  /**
   * Starts before the first boundary.
   *
   * @param query closed with this
   * @param state the latest row of each key before the first boundary; null for none
   */
  QueryStep(
      SourceInputs inputs,
      TaskScheduler scheduler,
      FeatureView view,
      LakeTable log,
      BoundaryQuery query,
      @Nullable KeyedRows state) {
    this.inputs = inputs;
    this.scheduler = scheduler;
    this.view = view;
    this.sql = new QuerySql(view);
    this.log = log;
    this.query = query;
    this.known = state == null ? bucket -> sql.noRows() : bucket -> sql.rows(state.in(bucket));
  }

  /** The snapshot of each table that is read. */
  Map<String, Long> snapshots() {
    return query.snapshots();
  }

  /** Rows of the tables that are read. */
  long records() {
    return query.records();
  }

  /** Rows of all results so far in which a key was NULL. */
  long withoutKey() {
    return withoutKey;
  }

  /** Computes the next boundary. */
  Computed compute(Instant boundary, long run) {
    String result = query.result(boundary, run);
    long rows = inspect(result, boundary);
    List<LakeFile> written = new ArrayList<>();
    Map<String, @Nullable Object> measured = new HashMap<>();
    for (Task.Result part : scheduler.run(tasks(result, rows, boundary, run))) {
      part.files().forEach(written::addAll);
      for (Map<String, @Nullable Object> row : part.report()) {
        measured = measured.isEmpty() ? row : Checks.add(measured, row);
      }
    }
    if (before != null) {
      query.forget(before);
    }
    before = run;
    known = bucket -> in(bucket, sql.keyed(result));
    return Computed.of(view, List.of(boundary), run, written, Map.of(boundary, measured));
  }

  /** Counts rows, and those without a key; a key that is there twice is an error. */
  private long inspect(String result, Instant boundary) {
    try (KernelSession session = inputs.kernel().session()) {
      session.forEach(
          sql.repeated(result),
          row -> {
            if (row.longValue(0) > 0) {
              throw ComputeErrors.repeatedKey(
                  view.id(), boundary, row.longValue(0), String.valueOf(row.string(1)));
            }
          });
      return session
          .query(
              "SELECT count(*), count(*) FILTER (WHERE %s) FROM %s"
                  .formatted(sql.withoutKey(), result),
              row -> {
                withoutKey += row.longValue(1);
                return row.longValue(0);
              })
          .get(0);
    }
  }

  private static String in(Bucket bucket, String select) {
    return "SELECT * FROM (%s)%s".formatted(select, bucket.where());
  }

  private List<Task> tasks(String result, long rows, Instant boundary, long run) {
    String measure = new CheckSql(view, KeySql.named(view.keys())).measure("changes");
    List<Task> tasks = new ArrayList<>();
    for (Bucket bucket : Bucket.ofAbout(Bucket.ROWS_OF_A_TASK, rows)) {
      List<String> statements =
          List.of(
              "CREATE TEMP VIEW current AS " + in(bucket, sql.keyed(result)),
              "CREATE TEMP VIEW known AS " + known.in(bucket),
              "CREATE TEMP TABLE changes AS\n" + sql.changes("current", "known", boundary, run));
      tasks.add(
          new Task(
              view.id() + " " + boundary + " bucket " + bucket.index(),
              statements,
              List.of(LogTask.output("SELECT * FROM changes", log.target())),
              measure));
    }
    return tasks;
  }

  @Override
  public void close() {
    query.close();
  }
}
