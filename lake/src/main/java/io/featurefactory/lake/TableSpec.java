package io.featurefactory.lake;

import java.util.List;
import java.util.Map;

/**
 * A table to be created.
 *
 * @param columns at least one, names unique
 * @param properties Iceberg table properties beside those that the warehouse sets
 */
public record TableSpec(
    TableId id,
    List<ColumnSpec> columns,
    Partitioning partitioning,
    Map<String, String> properties) {
  public TableSpec {
    columns = List.copyOf(columns);
    properties = Map.copyOf(properties);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("columns of " + id + ": none (expected: at least one)");
    }
  }

  /** An unpartitioned table without properties. */
  public TableSpec(TableId id, List<ColumnSpec> columns) {
    this(id, columns, Partitioning.none(), Map.of());
  }
}
