package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * SQL that turns a value of a file into the type of a table.
 *
 * <p>A cast from text to TIMESTAMP in the kernel drops an offset without a word, so texts with one
 * go through TIMESTAMP WITH TIME ZONE. From there to TIMESTAMP the detour over microseconds is
 * exact and ten times cheaper than the cast.
 */
final class Conversion {
  private Conversion() {}

  /** The expression; it fails on a value that does not fit, and is NULL for NULL. */
  static String sql(String value, FileType from, DataType to) {
    return sql(value, from, to, 0);
  }

  /** True if the expression can fail. */
  static boolean canFail(FileType from, DataType to) {
    if (to == DataType.Primitive.VARCHAR) {
      return false;
    }
    if (to == DataType.Primitive.TIMESTAMP) {
      return from.text();
    }
    DataType own = from.model();
    return from.text() || own == null || !own.equals(to);
  }

  /** True if the conversion would be a guess: numbers are not taken for times. */
  static boolean guesses(FileType from, DataType to) {
    if (to == DataType.Primitive.TIMESTAMP) {
      return !from.text() && !from.name().startsWith("TIMESTAMP") && !from.name().equals("DATE");
    }
    if (to instanceof DataType.Array array && from.name().equals(FileType.LIST)) {
      return guesses(from.fields().get(0).type(), array.element());
    }
    return (to instanceof DataType.Array || to instanceof DataType.Struct)
        && from.fields().isEmpty();
  }

  private static String sql(String value, FileType from, DataType to, int depth) {
    if (from.equals(FileType.parse(SqlText.type(to)))) {
      return value;
    }
    if (to == DataType.Primitive.TIMESTAMP) {
      return timestamp(value, from);
    }
    if (to == DataType.Primitive.VARCHAR) {
      return from.text() ? value : text(value, from);
    }
    if (to instanceof DataType.Array array && from.name().equals(FileType.LIST)) {
      String element = "e" + depth;
      return "list_transform(%s, %s -> %s)"
          .formatted(
              value,
              element,
              sql(element, from.fields().get(0).type(), array.element(), depth + 1));
    }
    if (to instanceof DataType.Struct struct && from.name().equals(FileType.STRUCT)) {
      return struct(value, from, struct, depth);
    }
    return cast(value, to);
  }

  private static String struct(String value, FileType from, DataType.Struct to, int depth) {
    List<String> fields = new ArrayList<>();
    for (DataType.Field field : to.fields()) {
      String found =
          from.fields().stream()
              .filter(f -> f.name().equals(field.name()))
              .findFirst()
              .map(f -> sql(value + "." + SqlText.name(f.name()), f.type(), field.type(), depth))
              .orElse("NULL::" + SqlText.type(field.type()));
      fields.add(SqlText.name(field.name()) + " := " + found);
    }
    return fields.stream()
        .collect(
            Collectors.joining(
                ", ", "CASE WHEN " + value + " IS NULL THEN NULL ELSE struct_pack(", ") END"));
  }

  private static String text(String value, FileType from) {
    return from.fields().isEmpty() && !from.name().startsWith("MAP")
        ? cast(value, DataType.Primitive.VARCHAR)
        : "to_json(" + value + ")::VARCHAR";
  }

  private static String timestamp(String value, FileType from) {
    if (from.text()) {
      return ("CASE WHEN contains(substr(%1$s, 11), '+') OR contains(substr(%1$s, 11), '-')"
              + " THEN make_timestamp(epoch_us(CAST(%1$s AS TIMESTAMPTZ)))"
              + " ELSE CAST(%1$s AS TIMESTAMP) END")
          .formatted(value);
    }
    return switch (from.name()) {
      case "TIMESTAMP" -> value;
      case "TIMESTAMP WITH TIME ZONE" -> "make_timestamp(epoch_us(" + value + "))";
      default -> cast(value, DataType.Primitive.TIMESTAMP);
    };
  }

  private static String cast(String value, DataType to) {
    return "CAST(" + value + " AS " + SqlText.type(to) + ")";
  }
}
