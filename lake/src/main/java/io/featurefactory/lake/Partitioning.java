package io.featurefactory.lake;

import java.io.Serializable;
import java.util.List;

/** How the files of a table are divided: each file holds rows of one partition only. */
public sealed interface Partitioning extends Serializable
    permits Partitioning.None, Partitioning.Day, Partitioning.Identity {

  /** One partition. */
  static Partitioning none() {
    return new None();
  }

  /** One partition for each UTC day of a TIMESTAMP column. */
  static Partitioning day(String column) {
    return new Day(column);
  }

  /** One partition for each combination of the columns' values. */
  static Partitioning identity(String... columns) {
    return new Identity(List.of(columns));
  }

  /** See {@link #none()}. */
  record None() implements Partitioning {}

  /** See {@link #day(String)}. */
  record Day(String column) implements Partitioning {}

  /** See {@link #identity(String...)}; at least one column, of type BIGINT, VARCHAR or BOOLEAN. */
  record Identity(List<String> columns) implements Partitioning {
    public Identity {
      columns = List.copyOf(columns);
      if (columns.isEmpty()) {
        throw new IllegalArgumentException("partition columns: none (expected: at least one)");
      }
    }
  }
}
