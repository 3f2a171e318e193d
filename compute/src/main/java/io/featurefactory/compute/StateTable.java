package io.featurefactory.compute;

import io.featurefactory.lake.Commit;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The latest row of each key: a base table as of some snapshot of the log, and the rows of the log
 * since. The base is written anew when the rows since have grown beyond it; it can be lost at any
 * time.
 */
final class StateTable {
  /** Entry of the base's summaries: the snapshot of the log that it stands for. */
  private static final String LOG = "ff.state.log";

  /** Rows since the base that are never worth a new one. */
  private static final long FEW_ROWS = 500_000;

  private final FeatureView view;
  private final Holder holder;
  private final String keyColumns;
  private final LakeTable log;
  private final LakeTable base;

  StateTable(
      Warehouse warehouse, FeatureView view, ViewTables names, LakeTable log, Holder holder) {
    this.view = view;
    this.holder = holder;
    this.keyColumns = "key_hash, " + Sql.list(view.keys(), k -> Sql.id(k.name()));
    this.log = log;
    this.base = warehouse.createTable(FeatureTables.stateSpec(view, names));
  }

  /** The latest row of each key at a snapshot of the log, with the log's columns. */
  KeyedRows at(long logSnapshot) {
    return bucket -> at(logSnapshot, bucket);
  }

  /** The same of the keys in a bucket; other rows are not read. */
  String at(long logSnapshot, Bucket bucket) {
    long baseSnapshot = base.currentSnapshot();
    long baseLog = logSnapshotOf(baseSnapshot);
    List<LakeFile> since = log.filesAdded(baseLog, logSnapshot);
    String newer = bucket.rows(log, since);
    if (baseSnapshot == 0) {
      return "(" + latest(newer) + ")";
    }
    String older = bucket.rows(base, base.files(baseSnapshot));
    if (since.isEmpty()) {
      return older;
    }
    return """
        (
          SELECT * FROM %1$s ANTI JOIN %2$s USING (%3$s)
          UNION ALL BY NAME
          %4$s
        )"""
        .formatted(older, newer, keyColumns, latestOfBoth(older, newer));
  }

  /** About how many rows {@link #at} has, or a few more. */
  long rows(long logSnapshot) {
    long baseSnapshot = base.currentSnapshot();
    return LakeFile.records(baseSnapshot == 0 ? List.of() : base.files(baseSnapshot))
        + LakeFile.records(log.filesAdded(logSnapshotOf(baseSnapshot), logSnapshot));
  }

  /** Rows written before others but of a later boundary stay the latest: a backfill prepends. */
  private String latestOfBoth(String older, String newer) {
    String touched = "SELECT * FROM %s SEMI JOIN %s USING (%s)".formatted(older, newer, keyColumns);
    return latest("(" + touched + " UNION ALL BY NAME SELECT * FROM " + newer + ")");
  }

  private String latest(String relation) {
    return "SELECT * FROM %s QUALIFY row_number() OVER (PARTITION BY %s ORDER BY feature_time DESC) = 1"
        .formatted(relation, keyColumns);
  }

  private long logSnapshotOf(long baseSnapshot) {
    if (baseSnapshot == 0) {
      return 0;
    }
    Map<String, String> summary = base.summary(baseSnapshot);
    return Long.parseLong(summary.getOrDefault(LOG, "0"));
  }

  /** Writes the base anew if that pays. */
  void refresh(TaskScheduler scheduler, long logSnapshot) {
    long baseSnapshot = base.currentSnapshot();
    List<LakeFile> old = baseSnapshot == 0 ? List.of() : base.files(baseSnapshot);
    long baseRows = LakeFile.records(old);
    long since = LakeFile.records(log.filesAdded(logSnapshotOf(baseSnapshot), logSnapshot));
    if (since <= Math.max(FEW_ROWS, baseRows)) {
      return;
    }
    List<Task> tasks = new ArrayList<>();
    for (Bucket bucket : Bucket.ofAbout(Bucket.ROWS_OF_A_TASK, baseRows + since)) {
      String select = "SELECT * FROM " + at(logSnapshot, bucket) + " AS latest";
      tasks.add(
          new Task(
              view.id() + " state, bucket " + bucket.index(),
              List.of(),
              List.of(new Task.Output(select, base.target(), WriteOptions.orderedBy("key_hash"))),
              null));
    }
    List<LakeFile> files = new ArrayList<>();
    for (Task.Result result : scheduler.run(tasks)) {
      result.files().forEach(files::addAll);
    }
    Commit commit = Commit.overwrite(files, old).with(LOG, Long.toString(logSnapshot));
    holder.commit(base, commit, "state of log " + logSnapshot);
  }
}
