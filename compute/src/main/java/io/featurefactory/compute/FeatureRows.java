package io.featurefactory.compute;

import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.model.FeatureView;
import java.time.Instant;
import java.util.List;

/**
 * What a view's log holds, as queries for the kernel. Each yields the columns {@code key_hash}, the
 * keys, {@code feature_time}, {@code run} and the features, in this order.
 */
public final class FeatureRows {
  private static final Bucket ALL_KEYS = new Bucket(0, 1);

  private final FeatureView view;
  private final LakeTable log;
  private final StateTable state;

  FeatureRows(FeatureView view, LakeTable log, StateTable state) {
    this.view = view;
    this.log = log;
    this.state = state;
  }

  /** The newest snapshot of the log; 0 for an empty log. */
  public long snapshot() {
    return log.currentSnapshot();
  }

  /** All rows. */
  public String all(long snapshot) {
    return "SELECT " + columns() + " FROM " + log.relation(log.files(snapshot));
  }

  /** The latest row of each key, those that became empty too. */
  public String latest(long snapshot) {
    return latest(snapshot, ALL_KEYS);
  }

  /** The same in parts of about so many rows. */
  public List<String> latest(long snapshot, long rowsOfEach) {
    return Bucket.ofAbout(rowsOfEach, state.rows(snapshot)).stream()
        .map(bucket -> latest(snapshot, bucket))
        .toList();
  }

  private String latest(long snapshot, Bucket bucket) {
    return "SELECT " + columns() + " FROM " + state.at(snapshot, bucket);
  }

  /**
   * The latest row of each key that changed from one run to another.
   *
   * @param after the last run that was published
   * @param watermark its boundary: rows of history that a backfill has added since change nothing
   * @param upTo the run that is to be published
   */
  public String changed(long snapshot, long after, Instant watermark, long upTo) {
    return changed(filesAfter(snapshot, after), after, watermark, upTo, ALL_KEYS);
  }

  /** The same in parts of about so many rows, or fewer. */
  public List<String> changed(
      long snapshot, long after, Instant watermark, long upTo, long rowsOfEach) {
    List<LakeFile> files = filesAfter(snapshot, after);
    return Bucket.ofAbout(rowsOfEach, LakeFile.records(files)).stream()
        .map(bucket -> changed(files, after, watermark, upTo, bucket))
        .toList();
  }

  private String changed(
      List<LakeFile> files, long after, Instant watermark, long upTo, Bucket bucket) {
    return """
        SELECT %s FROM %s
        WHERE run > %d AND run <= %d AND feature_time > %s
        QUALIFY row_number() OVER (PARTITION BY key_hash, %s ORDER BY feature_time DESC) = 1"""
        .formatted(
            columns(), bucket.rows(log, files), after, upTo, Sql.timestamp(watermark), keys());
  }

  private List<LakeFile> filesAfter(long snapshot, long run) {
    return log.files(snapshot).stream().filter(f -> mayHoldRunsAfter(f, run)).toList();
  }

  private boolean mayHoldRunsAfter(LakeFile file, long run) {
    var column = log.findColumn("run");
    return column == null || !(file.upper(column) instanceof Long last) || last > run;
  }

  private String columns() {
    return "key_hash, %s, feature_time, run, %s"
        .formatted(keys(), Sql.list(view.features(), f -> Sql.id(f.name())));
  }

  private String keys() {
    return Sql.list(view.keys(), k -> Sql.id(k.name()));
  }
}
