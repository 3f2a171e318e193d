package io.featurefactory.lake;

import java.io.Serializable;
import java.util.List;

/**
 * What a writer of a table's files has to know; plain data, so that it can travel to a task.
 *
 * @param folder absolute, where the files go
 * @param columns of the table, in its order; empty for those of the query, for files that no table
 *     gets
 */
public record WriteTarget(String folder, List<LakeField> columns, Partitioning partitioning)
    implements Serializable {
  public WriteTarget {
    columns = List.copyOf(columns);
  }

  /** For files that no table gets, such as those of an {@link Exchange}. */
  public static WriteTarget folder(String folder) {
    return new WriteTarget(folder, List.of(), Partitioning.none());
  }

  /** With another folder. */
  public WriteTarget in(String other) {
    return new WriteTarget(other, columns, partitioning);
  }
}
