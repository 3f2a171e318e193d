package io.featurefactory.lake;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file, in a table or written for one.
 *
 * @param path absolute, without a scheme when it is local
 * @param partition the partition's values in the order of the table's partitioning, of the classes
 *     that {@link io.featurefactory.model.DataType} states; a day is the Instant at its begin.
 *     Empty for unpartitioned tables
 * @param columns what is known about the columns, by field id; of columns that are no structs or
 *     arrays
 */
public record LakeFile(
    String path,
    long records,
    long bytes,
    List<@Nullable Object> partition,
    Map<Integer, ColumnStatistics> columns)
    implements Serializable {
  public LakeFile {
    partition = Collections.unmodifiableList(new ArrayList<>(partition));
    columns = Map.copyOf(columns);
  }

  /** The rows of all files. */
  public static long records(Collection<LakeFile> files) {
    return files.stream().mapToLong(LakeFile::records).sum();
  }

  /** The same, elsewhere. */
  LakeFile at(String other) {
    return new LakeFile(other, records, bytes, partition, columns);
  }

  /** A bound that no value of the column is below; null if none is known. */
  public @Nullable Object lower(LakeField column) {
    ColumnStatistics statistics = columns.get(column.id());
    return statistics == null ? null : statistics.lower();
  }

  /** A bound that no value of the column is above; null if none is known. */
  public @Nullable Object upper(LakeField column) {
    ColumnStatistics statistics = columns.get(column.id());
    return statistics == null ? null : statistics.upper();
  }
}
