package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.UpdateSchema;
import org.jspecify.annotations.Nullable;

/** Adds to a table the columns and nested fields that it lacks; what it has keeps its type. */
final class SchemaEvolution {
  private final LakeTable table;
  private final UpdateSchema update;
  private boolean changed;

  private SchemaEvolution(LakeTable table) {
    this.table = table;
    this.update = table.iceberg().updateSchema();
  }

  static void add(LakeTable table, List<ColumnSpec> columns) {
    SchemaEvolution evolution = new SchemaEvolution(table);
    for (ColumnSpec column : columns) {
      LakeField stored = table.findColumn(column.name());
      if (stored == null) {
        evolution.add(null, column.name(), column.type());
      } else {
        evolution.compare(column.name(), stored.type(), column.type());
      }
    }
    if (evolution.changed) {
      evolution.update.commit();
    }
  }

  private void add(@Nullable String parent, String name, DataType type) {
    update.addColumn(parent, name, IcebergTypes.type(type, new AtomicInteger(1_000_000)));
    changed = true;
  }

  private void compare(String path, DataType stored, DataType wanted) {
    if (stored instanceof DataType.Array one && wanted instanceof DataType.Array other) {
      compare(path, one.element(), other.element());
    } else if (stored instanceof DataType.Struct one && wanted instanceof DataType.Struct other) {
      for (DataType.Field field : other.fields()) {
        one.fields().stream()
            .filter(f -> f.name().equals(field.name()))
            .findFirst()
            .ifPresentOrElse(
                f -> compare(path + "." + f.name(), f.type(), field.type()),
                () -> add(path, field.name(), field.type()));
      }
    } else if (!stored.equals(wanted)) {
      throw LakeErrors.columnTypeChanged(
          table.id(), path, stored.displayName(), wanted.displayName());
    }
  }
}
