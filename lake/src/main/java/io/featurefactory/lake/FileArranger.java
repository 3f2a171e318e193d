package io.featurefactory.lake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Orders staged files by event time, partition by partition, where it pays: files that overlap, or
 * row groups that do, make every reader of an hour read the day. Input that is already in order,
 * which is usual, is left as it was written; sorting all of it took half as long again as the
 * import.
 */
final class FileArranger {
  private static final long SMALL_FILE = 32L << 20;

  /** So many small files of a partition are no trouble: a day, and what came late of it. */
  private static final int FEW_FILES = 3;

  private final KernelSession session;
  private final WriteTarget target;
  private final @Nullable LakeField order;

  FileArranger(KernelSession session, WriteTarget target, @Nullable String eventTime) {
    this.session = session;
    this.target = target;
    this.order =
        target.columns().stream().filter(c -> c.name().equals(eventTime)).findFirst().orElse(null);
  }

  List<LakeFile> arrange(List<LakeFile> files) {
    Map<List<@Nullable Object>, List<LakeFile>> partitions = new LinkedHashMap<>();
    files.forEach(f -> partitions.computeIfAbsent(f.partition(), k -> new ArrayList<>()).add(f));
    List<LakeFile> result = new ArrayList<>();
    for (List<LakeFile> partition : partitions.values()) {
      result.addAll(needed(partition) ? rewrite(partition) : partition);
    }
    return result;
  }

  private boolean needed(List<LakeFile> partition) {
    long small = partition.stream().filter(f -> f.bytes() < SMALL_FILE).count();
    return small > FEW_FILES || (order != null && overlaps(partition, order));
  }

  /** True if the row groups' ranges of event time add up to more than twice the whole range. */
  private boolean overlaps(List<LakeFile> partition, LakeField column) {
    List<String> paths = partition.stream().map(LakeFile::path).toList();
    String sql =
        """
        WITH ranges AS (
          SELECT epoch_us(stats_min_value::TIMESTAMP) AS low,
            epoch_us(stats_max_value::TIMESTAMP) AS high
          FROM parquet_metadata(%s) WHERE path_in_schema = %s)
        SELECT count(*) > 1 AND sum(high - low) > 2 * (max(high) - min(low)) FROM ranges\
        """
            .formatted(SqlText.list(paths), SqlText.text(column.name()));
    return Boolean.TRUE.equals(session.query(sql, row -> row.values().get(0)).get(0));
  }

  private List<LakeFile> rewrite(List<LakeFile> partition) {
    String select =
        "SELECT * FROM "
            + SqlText.readByFieldId(
                partition.stream().map(LakeFile::path).toList(), target.columns());
    List<LakeFile> written =
        session.write(
            select,
            target,
            order == null ? WriteOptions.defaults() : WriteOptions.orderedBy(order.name()));
    partition.forEach(StagedFiles::delete);
    return written;
  }
}
