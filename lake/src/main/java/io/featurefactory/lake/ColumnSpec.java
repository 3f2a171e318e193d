package io.featurefactory.lake;

import io.featurefactory.model.DataType;

/** A column of a table to be created. */
public record ColumnSpec(String name, DataType type, Nullability nullability) {
  /** A column that may hold NULL. */
  public static ColumnSpec nullable(String name, DataType type) {
    return new ColumnSpec(name, type, Nullability.NULLABLE);
  }

  /** A column that never holds NULL. */
  public static ColumnSpec required(String name, DataType type) {
    return new ColumnSpec(name, type, Nullability.REQUIRED);
  }
}
