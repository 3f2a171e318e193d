package io.featurefactory.lake;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Whether the fields of structs are the same by name as by id, in all files of a table: the kernel
 * finds columns by id, and what is inside of them by name.
 */
final class NestedFields {
  /** Another name is written to Parquet in another form. */
  private static final String PLAIN = "[A-Za-z_][A-Za-z0-9_]*";

  private NestedFields() {}

  /** True if the kernel finds what is in the column. */
  static boolean areFound(Table table, Types.NestedField column) {
    if (!hasStruct(column.type())) {
      return true;
    }
    Schema now = table.schema();
    boolean historyKnown =
        IntStream.rangeClosed(0, now.schemaId()).allMatch(table.schemas()::containsKey);
    return historyKnown
        && hasPlainNames(column.type())
        && table.schemas().values().stream()
            .allMatch(before -> isSame(column.type(), before.findType(column.fieldId())));
  }

  private static boolean hasStruct(Type type) {
    return type.isStructType()
        || (type.isNestedType()
            && type.asNestedType().fields().stream().anyMatch(field -> hasStruct(field.type())));
  }

  private static boolean hasPlainNames(Type type) {
    if (!type.isNestedType()) {
      return true;
    }
    List<Types.NestedField> fields = type.asNestedType().fields();
    Set<String> names = new HashSet<>();
    return fields.stream()
        .allMatch(
            field ->
                field.name().matches(PLAIN)
                    && names.add(field.name().toLowerCase(Locale.ROOT))
                    && hasPlainNames(field.type()));
  }

  /**
   * Compares fields by their ids.
   *
   * @param before null where there was none
   */
  private static boolean isSame(Type now, @Nullable Type before) {
    if (before == null || !now.isNestedType() || now.typeId() != before.typeId()) {
      return true;
    }
    for (Types.NestedField field : now.asNestedType().fields()) {
      Types.NestedField same = before.asNestedType().field(field.fieldId());
      boolean otherOfItsName =
          before.asNestedType().fields().stream()
              .anyMatch(
                  old ->
                      old.fieldId() != field.fieldId()
                          && old.name().equalsIgnoreCase(field.name()));
      boolean renamed = same != null && !same.name().equals(field.name());
      if (otherOfItsName || renamed || (same != null && !isSame(field.type(), same.type()))) {
        return false;
      }
    }
    return true;
  }
}
