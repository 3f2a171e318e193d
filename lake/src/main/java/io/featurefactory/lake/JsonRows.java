package io.featurefactory.lake;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SQL over lines of JSON, an object each, that tells good ones from bad ones.
 *
 * <p>All values are first read as texts and then converted, because the kernel's own conversion
 * makes NULL of what does not fit.
 */
final class JsonRows {
  private final String lines;
  private final String where;
  private final Map<String, FileType> types;
  private final Set<String> beside;
  private final CheckedRows checked;

  /**
   * Reads values from the lines, and from columns beside them.
   *
   * @param file for messages
   * @param lines a relation, which has the text of a line as column "line"
   * @param where which of the lines count
   * @param types the shape of each column of the object, with texts for all values
   * @param beside types of further columns of the relation, which count instead of the object's
   */
  JsonRows(
      Path file,
      String lines,
      String where,
      StageRequest request,
      Map<String, FileType> types,
      Map<String, FileType> beside) {
    this.lines = lines;
    this.where = where;
    this.types = types;
    this.beside = beside.keySet();
    Map<String, FileType> all = new LinkedHashMap<>(types);
    all.putAll(beside);
    UnaryOperator<String> reference =
        name -> beside.containsKey(name) ? SqlText.name(name) : reference(name);
    this.checked = new CheckedRows(file, request, all, reference);
    checked.testFirst("json_type(line) <> 'OBJECT'", "'not an object'");
    checked.testFirst("v IS NULL OR NOT json_valid(line)", "'malformed JSON'");
    request.set().types().keySet().forEach(this::testAbsent);
    types.forEach(this::testShape);
    types.forEach(this::guardShape);
    checked.guard(
        types.keySet().stream()
            .map(name -> reference(name) + " IS NULL")
            .collect(Collectors.joining(" AND ", "", types.isEmpty() ? "" : " AND "))
            .concat("json_type(line) <> 'OBJECT'"));
  }

  /** All rows, converted; it fails if one is bad. */
  String strict() {
    return checked.strict(parsed(transformed()), where);
  }

  /** The good rows, converted. */
  String good() {
    return checked.good(parsed("TRY(" + transformed() + ")"), where);
  }

  /** Columns of the bad lines, and then the reason. */
  String bad(List<String> columns) {
    return checked.bad(
        parsed("TRY(" + transformed() + ")"), where, columns, "true", Long.MAX_VALUE >> 1);
  }

  private String parsed(String value) {
    String columns =
        Stream.concat(Stream.of("line"), beside.stream().map(SqlText::name))
            .collect(Collectors.joining(", "));
    return "(SELECT " + columns + ", " + value + " AS v FROM " + lines + ")";
  }

  /** The kernel refuses to take nothing out of an object. */
  private String transformed() {
    return types.isEmpty() ? "true" : "json_transform(line, " + SqlText.text(shape(types)) + ")";
  }

  /** As the kernel's {@code json_transform} takes it. */
  static String shape(Map<String, FileType> types) {
    return types.entrySet().stream()
        .map(e -> json(e.getKey()) + ": " + shape(e.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String shape(FileType type) {
    if (type.name().equals(FileType.LIST)) {
      return "[" + shape(type.fields().get(0).type()) + "]";
    }
    if (type.name().equals(FileType.STRUCT)) {
      return type.fields().stream()
          .map(f -> json(f.name()) + ": " + shape(f.type()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return "\"VARCHAR\"";
  }

  private static String json(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String reference(String column) {
    return "v." + SqlText.name(column);
  }

  /** The first lines did not have the column that is set; none may. */
  private void testAbsent(String column) {
    String there = "json_exists(line, " + SqlText.text("$." + SqlText.name(column)) + ")";
    checked.test(there, SqlText.text(column + " is in the file, and set for all rows"));
    checked.guard(there);
  }

  /** An array where no array is would be NULL, and an element that is no object too. */
  private void testShape(String column, FileType type) {
    String path = "$." + SqlText.name(column);
    if (type.name().equals(FileType.STRUCT)) {
      checked.test(
          "json_type(line, %s) NOT IN ('OBJECT', 'NULL')".formatted(SqlText.text(path)),
          SqlText.text(column + " is no object"));
    }
    if (type.name().equals(FileType.LIST)) {
      checked.test(
          "json_type(line, %s) NOT IN ('ARRAY', 'NULL')".formatted(SqlText.text(path)),
          SqlText.text(column + " is no array"));
      if (type.fields().get(0).type().name().equals(FileType.STRUCT)) {
        checked.test(
            "len(list_filter(json_type(line, %s), t -> t NOT IN ('OBJECT', 'NULL'))) > 0"
                .formatted(SqlText.text(path + "[*]")),
            SqlText.text("an element of " + column + " is no object"));
      }
    }
  }

  /** What is not of the right shape is NULL, and an element of an array has NULLs in all fields. */
  private void guardShape(String column, FileType type) {
    String value = reference(column);
    String path = SqlText.text("$." + SqlText.name(column));
    if (!type.fields().isEmpty()) {
      String shape = type.name().equals(FileType.LIST) ? "ARRAY" : "OBJECT";
      String empty = type.name().equals(FileType.LIST) ? value + " IS NULL" : nulls(value, type);
      checked.guard(
          empty + " AND json_type(line, %s) NOT IN ('%s', 'NULL')".formatted(path, shape));
    }
    if (type.name().equals(FileType.LIST)
        && type.fields().get(0).type().name().equals(FileType.STRUCT)) {
      checked.guard(
          "len(list_filter(%s, e -> %s)) > 0 AND len(list_filter(json_type(line, %s), t -> t NOT IN ('OBJECT', 'NULL'))) > 0"
              .formatted(
                  value,
                  nulls("e", type.fields().get(0).type()),
                  SqlText.text("$." + SqlText.name(column) + "[*]")));
    }
  }

  private static String nulls(String value, FileType struct) {
    return struct.fields().stream()
        .map(f -> value + "." + SqlText.name(f.name()) + " IS NULL")
        .collect(Collectors.joining(" AND "));
  }
}
