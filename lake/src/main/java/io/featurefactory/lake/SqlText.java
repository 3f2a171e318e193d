package io.featurefactory.lake;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names, texts and types as the kernel's SQL writes them. */
public final class SqlText {
  private SqlText() {}

  /** A name in double quotes. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text in single quotes. */
  public static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  /** A TIMESTAMP literal. */
  public static String timestamp(Instant instant) {
    return "make_timestamp(" + Boundaries.micros(instant) + ")";
  }

  /** A literal of a value of the model, of scalar type. */
  public static String literal(@Nullable Object value) {
    if (value instanceof Instant instant) {
      return timestamp(instant);
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Double number) {
      return text(number.toString()) + "::DOUBLE";
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString() + "::DECIMAL(38," + Math.max(0, decimal.scale()) + ")";
    }
    if (value == null || value instanceof Long || value instanceof Boolean) {
      return String.valueOf(value);
    }
    throw new IllegalArgumentException(
        "literal of class %s (expected: a scalar value of the model)"
            .formatted(value.getClass().getSimpleName()));
  }

  /**
   * The type of the model that holds the values of a type of the kernel, and how they become it;
   * null if there is none.
   *
   * @param column a name
   * @param kernelType as the kernel describes the column
   */
  public static @Nullable Typed modelled(String column, String kernelType) {
    FileType from = FileType.parse(kernelType);
    DataType to = from.model();
    return to == null ? null : new Typed(to, Conversion.sql(name(column), from, to));
  }

  /** SQL of a value with its type. */
  public record Typed(DataType type, String sql) {}

  /** The type's name in SQL. */
  public static String type(DataType type) {
    if (type instanceof DataType.Primitive primitive) {
      return primitive.name();
    }
    if (type instanceof DataType.Decimal decimal) {
      return "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
    }
    if (type instanceof DataType.Array array) {
      return type(array.element()) + "[]";
    }
    return ((DataType.Struct) type)
        .fields().stream()
            .map(field -> name(field.name()) + " " + type(field.type()))
            .collect(Collectors.joining(", ", "STRUCT(", ")"));
  }

  /** What {@code read_parquet} gives beside the columns of the files. */
  enum ReadOption {
    NONE(""),
    FILE_ROW_NUMBER(", file_row_number = true");

    private final String sql;

    ReadOption(String sql) {
      this.sql = sql;
    }
  }

  /** {@code read_parquet} of the files, columns by their names in the files; at least one file. */
  public static String readParquet(Collection<String> paths) {
    return readParquet(paths, ReadOption.NONE);
  }

  /** The rows of files that are in a range; of remote files no others are copied. */
  public static String readParquet(Collection<LakeFile> files, RowRange range) {
    return "(SELECT * FROM %s WHERE %s)"
        .formatted(readParquet(files.stream().map(range::in).toList()), range.condition());
  }

  static String readParquet(Collection<String> paths, ReadOption option) {
    return "read_parquet(" + list(paths) + ", hive_partitioning = false" + option.sql + ")";
  }

  static String list(Collection<String> texts) {
    return texts.stream().map(SqlText::text).collect(Collectors.joining(", ", "[", "]"));
  }

  /** A relation without rows. */
  static String empty(List<LakeField> columns) {
    return columns.stream()
        .map(column -> "NULL::" + type(column.type()) + " AS " + name(column.name()))
        .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
  }

  /** {@code read_parquet} that finds the columns by field id; at least one file. */
  static String readByFieldId(Collection<String> paths, List<LakeField> columns) {
    return readByFieldId(paths, columns, ReadOption.NONE);
  }

  static String readByFieldId(
      Collection<String> paths, List<LakeField> columns, ReadOption option) {
    String schema =
        columns.stream()
            .map(
                column ->
                    column.id()
                        + ": {name: "
                        + text(column.name())
                        + ", type: "
                        + text(type(column.type()))
                        + ", default_value: NULL}")
            .collect(Collectors.joining(", ", "MAP {", "}"));
    return "read_parquet(%s, hive_partitioning = false%s, schema = %s)"
        .formatted(list(paths), option.sql, schema);
  }

  /** The FIELD_IDS option of COPY. */
  static String fieldIds(List<LakeField> columns) {
    return columns.stream()
        .map(column -> name(column.name()) + ": " + fieldId(column))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String fieldId(LakeField field) {
    if (field.children().isEmpty()) {
      return Integer.toString(field.id());
    }
    return field.children().stream()
        .map(child -> name(child.name()) + ": " + fieldId(child))
        .collect(Collectors.joining(", ", "{__duckdb_field_id: " + field.id() + ", ", "}"));
  }
}
