package io.featurefactory.lake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the reader of a file.
 *
 * @param eventTime column that must have a value; null for none
 * @param landedColumn column that gets {@code landedAt} where the file has no value
 * @param badRows how many bad rows to tell of, at most
 */
record StageRequest(
    WriteTarget target,
    @Nullable String eventTime,
    String landedColumn,
    Instant landedAt,
    long badRows) {

  /** The expression of a column: from the file, the landing time, or NULL. */
  String value(LakeField column, @Nullable String fromFile) {
    String type = SqlText.type(column.type());
    if (column.name().equals(landedColumn)) {
      String landed = SqlText.timestamp(landedAt);
      return fromFile == null ? landed : "coalesce(" + fromFile + ", " + landed + ")";
    }
    return fromFile == null ? "NULL::" + type : fromFile;
  }
}
