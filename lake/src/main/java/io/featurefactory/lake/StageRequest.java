package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the reader of a file.
 *
 * @param eventTime column that must have a value; null for none
 * @param latest what comes later has a wrong event time; null for any
 * @param landedColumn column that gets {@code landedAt} where the file has no value
 * @param set columns that the file lacks and that have one value in all rows
 * @param badRows how many bad rows to tell of, at most
 */
record StageRequest(
    WriteTarget target,
    @Nullable String eventTime,
    @Nullable Instant latest,
    String landedColumn,
    Instant landedAt,
    SetValues set,
    long badRows) {

  /** The rest of a condition: that an event time is not too late. */
  String inTime(String value) {
    return latest == null ? "" : " AND %s <= %s".formatted(value, SqlText.timestamp(latest));
  }

  /** The expression of a column: set for all rows, from the file, the landing time, or NULL. */
  String value(LakeField column, @Nullable String fromFile) {
    String given = set.sql().get(column.name());
    if (given != null) {
      return given;
    }
    String type = SqlText.type(column.type());
    if (column.name().equals(landedColumn)) {
      String landed = SqlText.timestamp(landedAt);
      return fromFile == null ? landed : "coalesce(" + fromFile + ", " + landed + ")";
    }
    return fromFile == null ? "NULL::" + type : fromFile;
  }

  /**
   * Writes all rows, if none of them is bad.
   *
   * @return null if one is; then nothing is left of the attempt
   */
  @Nullable Staged tryAll(KernelSession session, String strictSelect) {
    try {
      return new Staged(session.write(strictSelect, target, WriteOptions.defaults()), 0, List.of());
    } catch (FactoryException e) {
      if (e.kind() != FactoryException.Kind.DATA) {
        throw e;
      }
      StagedFiles.deleteFolder(Path.of(target.folder()));
      return null;
    }
  }
}
