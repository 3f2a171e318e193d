package io.featurefactory.model;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a store has for a {@link RowRequest}.
 *
 * @param progress of the view, not newer than the rows; null if the view is not in the store, then
 *     all rows are null
 * @param rows in the order of the request's keys; null where the key has no row, {@link
 *     StoredRow#UNKNOWN} where a store that is a cache cannot say
 */
public record RowAnswer(@Nullable OnlineProgress progress, List<@Nullable StoredRow> rows) {

  /** The places of rows that are {@link StoredRow#UNKNOWN}. */
  public List<Integer> unknown() {
    return IntStream.range(0, rows.size()).filter(this::isUnknown).boxed().toList();
  }

  /** True if no row is {@link StoredRow#UNKNOWN}. */
  public boolean isWhole() {
    for (int i = 0; i < rows.size(); i++) {
      if (isUnknown(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean isUnknown(int index) {
    StoredRow row = rows.get(index);
    return row != null && row.isUnknown();
  }

  /**
   * The run that the answer for a key reflects: that of the progress, or of the row where that is
   * newer, because its run is still being published.
   *
   * @throws IllegalStateException if the view is not in the store
   */
  public long run(int index) {
    if (progress == null) {
      throw new IllegalStateException("run of an answer without progress");
    }
    StoredRow row = rows.get(index);
    return row == null ? progress.run() : Math.max(progress.run(), row.run());
  }
}
