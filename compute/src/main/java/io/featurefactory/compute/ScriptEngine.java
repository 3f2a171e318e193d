package io.featurefactory.compute;

import io.featurefactory.lake.LakeField;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs the sql views of teams that write them for Spark: an optional power of a {@link
 * TaskScheduler}. Safe for several threads.
 */
public interface ScriptEngine {
  /**
   * A table of the lake, as of one snapshot.
   *
   * @param name as scripts write it: {@code lake.clickstream}
   * @param files all that it has; in their Parquet files columns have the ids of {@code columns}
   */
  record Table(
      String name, List<LakeField> columns, List<String> files, long snapshot, long records) {
    public Table {
      columns = List.copyOf(columns);
      files = List.copyOf(files);
    }
  }

  /**
   * The table that all scripts of this engine read under a name: the one that was asked for first.
   *
   * @param newest makes it, when nobody has asked yet
   */
  Table pin(String name, Supplier<Table> newest);

  /**
   * Runs the statements of a script in a session of its own, and writes the rows of the last one as
   * Parquet files.
   *
   * @param tables those that the statements may read, under their names with and without {@code
   *     lake.}
   * @param statements each but the last makes a temporary view; the last is a query
   * @param keys the columns that tell rows apart, for messages
   * @param folder in the warehouse, which is not there yet
   * @throws io.featurefactory.model.FactoryException of kind USER if the text is at fault, of kind
   *     DATA if it fails on these data; the message names the row, where it can
   */
  void write(List<Table> tables, List<String> statements, List<String> keys, String folder);
}
