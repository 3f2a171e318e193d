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

  /** A relation of the latest row of each key at a snapshot of the log, with the log's columns. */
  String at(long logSnapshot) {
    long baseSnapshot = base.currentSnapshot();
    long baseLog = logSnapshotOf(baseSnapshot);
    List<LakeFile> since = log.filesAdded(baseLog, logSnapshot);
    String newer = latest(log.relation(since));
    if (baseSnapshot == 0) {
      return "(" + newer + ")";
    }
    List<LakeFile> files = base.files(baseSnapshot);
    if (since.isEmpty()) {
      return base.relation(files);
    }
    return """
        (
          SELECT * FROM %1$s ANTI JOIN %2$s USING (%3$s)
          UNION ALL BY NAME
          %4$s
        )"""
        .formatted(
            base.relation(files), log.relation(since), keyColumns, latestOfBoth(files, since));
  }

  /** Rows written before others but of a later boundary stay the latest: a backfill prepends. */
  private String latestOfBoth(List<LakeFile> files, List<LakeFile> since) {
    String touched =
        "SELECT * FROM %s SEMI JOIN %s USING (%s)"
            .formatted(base.relation(files), log.relation(since), keyColumns);
    return latest("(" + touched + " UNION ALL BY NAME SELECT * FROM " + log.relation(since) + ")");
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
    long baseRows = old.stream().mapToLong(LakeFile::records).sum();
    long since =
        log.filesAdded(logSnapshotOf(baseSnapshot), logSnapshot).stream()
            .mapToLong(LakeFile::records)
            .sum();
    if (since <= Math.max(FEW_ROWS, baseRows)) {
      return;
    }
    List<Task> tasks = new ArrayList<>();
    String relation = at(logSnapshot);
    for (Bucket bucket : Bucket.all(ViewEngine.buckets(baseRows + since))) {
      String select = "SELECT * FROM " + relation + " AS latest" + bucket.where();
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
