package io.featurefactory.lake;

import io.featurefactory.model.Boundaries;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * TIMESTAMPs inside of lists and structs, fetched as microseconds: the driver makes local times of
 * them, and some of these do not exist in a time zone with summer time.
 *
 * @param types of the columns that hold such times; null for the others
 */
record NestedTimes(List<@Nullable FileType> types) {
  static final NestedTimes NONE = new NestedTimes(List.of());

  static NestedTimes of(@Nullable ResultSetMetaData columns) throws SQLException {
    if (columns == null) {
      return NONE;
    }
    List<@Nullable FileType> types = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnTypeName(i);
      boolean nested = name.endsWith("]") || name.startsWith(FileType.STRUCT);
      types.add(nested && name.contains("TIMESTAMP") ? FileType.parse(name) : null);
    }
    return types.stream().allMatch(type -> type == null)
        ? NONE
        : new NestedTimes(Collections.unmodifiableList(types));
  }

  /** The query with microseconds in the place of these times. */
  String rewrite(String sql) {
    List<String> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      String name = "c" + i;
      FileType type = types.get(i);
      names.add(name);
      columns.add(type == null ? name : micros(name, type, 0));
    }
    return "SELECT %s FROM (\n%s\n) q(%s)"
        .formatted(String.join(", ", columns), sql, String.join(", ", names));
  }

  /** The value of a column, with its times. */
  @Nullable Object restore(int column, @Nullable Object value) {
    FileType type = types.isEmpty() ? null : types.get(column);
    return type == null ? value : restore(value, type);
  }

  private static boolean isTime(FileType type) {
    return type.name().startsWith("TIMESTAMP") && !type.name().endsWith("ZONE");
  }

  private static String micros(String value, FileType type, int depth) {
    if (isTime(type)) {
      return "epoch_us(" + value + ")";
    }
    if (type.name().equals(FileType.LIST)) {
      String element = "e" + depth;
      return "list_transform(%s, %s -> %s)"
          .formatted(value, element, micros(element, type.fields().get(0).type(), depth + 1));
    }
    if (!type.name().equals(FileType.STRUCT)) {
      return value;
    }
    return type.fields().stream()
        .map(
            f ->
                SqlText.name(f.name())
                    + " := "
                    + micros(value + "." + SqlText.name(f.name()), f.type(), depth))
        .collect(
            Collectors.joining(
                ", ", "CASE WHEN " + value + " IS NULL THEN NULL ELSE struct_pack(", ") END"));
  }

  private static @Nullable Object restore(@Nullable Object value, FileType type) {
    if (value instanceof Long micros && isTime(type)) {
      return Boundaries.ofMicros(micros);
    }
    if (!(value instanceof List<?> values) || type.fields().isEmpty()) {
      return value;
    }
    Object[] restored = new Object[values.size()];
    for (int i = 0; i < restored.length; i++) {
      int field = type.name().equals(FileType.LIST) ? 0 : i;
      restored[i] = restore(values.get(i), type.fields().get(field).type());
    }
    return Collections.unmodifiableList(Arrays.asList(restored));
  }
}
