package io.featurefactory.lake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads JSON lines: one object per line.
 *
 * <p>Lines are taken as text, so that a bad one can be kept as it is. All values are first read as
 * texts and then converted, because the kernel's own conversion makes NULL of what does not fit.
 */
final class JsonReader implements FileReader {
  private static final int SAMPLE = 100_000;

  private final ImportFile file;
  private final KernelSession session;
  private final DeclaredColumns declared;

  JsonReader(ImportFile file, KernelSession session, DeclaredColumns declared) {
    this.file = file;
    this.session = session;
    this.declared = declared;
    refuseArrays();
  }

  @Override
  public Map<String, FileType> columns() {
    Map<String, FileType> found = structure();
    List<String> texts =
        found.entrySet().stream()
            .filter(e -> e.getValue().text() && !declared.names().contains(e.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    String columns =
        texts.stream()
            .map(name -> "v." + SqlText.name(name) + " AS " + SqlText.name(name))
            .collect(Collectors.joining(", "));
    Map<String, FileType> detected =
        TypeDetection.detect(
            session, "(SELECT " + columns + " FROM " + parsed(texts(found)) + ")", texts);
    detected.forEach(
        (name, type) -> {
          if (type.name().equals("TIMESTAMP")) {
            found.put(name, type);
          }
        });
    addLater(found);
    return found;
  }

  /** Declared columns that only lines beyond the first ones have. */
  private void addLater(Map<String, FileType> found) {
    List<String> missing =
        declared.names().stream().filter(name -> !found.containsKey(name)).toList();
    String there =
        missing.stream()
            .map(name -> "max(json_exists(line, " + SqlText.text("$." + SqlText.name(name)) + "))")
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      session.forEach(
          "SELECT %s FROM (SELECT line FROM %s OFFSET %d) WHERE json_valid(line)"
              .formatted(there, lines(), SAMPLE),
          row -> {
            for (int i = 0; i < missing.size(); i++) {
              if (Boolean.TRUE.equals(row.values().get(i))) {
                found.put(missing.get(i), FileType.TEXT);
              }
            }
          });
    }
  }

  @Override
  public Staged stage(StageRequest request) {
    Map<String, FileType> types = new LinkedHashMap<>();
    for (LakeField column : request.target().columns()) {
      types.put(column.name(), FileType.textsOf(column.type()));
    }
    if (!structure().containsKey(request.landedColumn())) {
      types.remove(request.landedColumn());
    }
    types.keySet().removeAll(request.set().types().keySet());
    if (types.isEmpty()) {
      throw ImportErrors.noColumns(file.path());
    }
    CheckedRows checked = new CheckedRows(file, request, types, JsonReader::reference);
    checked.testFirst("json_type(line) <> 'OBJECT'", "'not an object'");
    checked.testFirst("v IS NULL OR NOT json_valid(line)", "'malformed JSON'");
    request.set().types().keySet().forEach(name -> testAbsent(checked, name));
    types.forEach((name, type) -> testShape(checked, name, type));
    types.forEach((name, type) -> guardShape(checked, name, type));
    checked.guard(
        types.keySet().stream()
                .map(name -> reference(name) + " IS NULL")
                .collect(Collectors.joining(" AND "))
            + " AND json_type(line) <> 'OBJECT'");
    String parse = "json_transform(line, " + SqlText.text(structureOf(types)) + ")";
    Staged all =
        request.tryAll(
            session,
            checked.strict("(SELECT line, " + parse + " AS v FROM " + lines() + ")", NOT_BLANK));
    if (all != null) {
      return all;
    }
    String from = parsed(types);
    List<LakeFile> files =
        session.write(checked.good(from, NOT_BLANK), request.target(), WriteOptions.defaults());
    long good = LakeFile.records(files);
    long total =
        session
            .query(
                "SELECT count(*) FROM " + lines() + " WHERE " + NOT_BLANK, row -> row.longValue(0))
            .get(0);
    List<BadRow> bad = total > good ? bad(checked, from, request) : List.of();
    return new Staged(files, total - good, bad);
  }

  private static final String NOT_BLANK = "trim(line) <> ''";

  private List<BadRow> bad(CheckedRows checked, String from, StageRequest request) {
    Map<String, String> reasons = new HashMap<>();
    session.forEach(
        checked.bad(from, NOT_BLANK, List.of("line"), "true", Long.MAX_VALUE >> 1),
        row -> reasons.put(String.valueOf(row.string(0)).strip(), String.valueOf(row.string(1))));
    List<BadRow> bad = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      for (long n = 1; line != null && bad.size() < request.badRows(); n++) {
        String reason = reasons.get(line.strip());
        if (reason != null) {
          bad.add(new BadRow(n, reason, line));
        }
        line = reader.readLine();
      }
      return bad;
    } catch (IOException e) {
      throw ImportErrors.unreadable(file.path(), e);
    }
  }

  private static String reference(String column) {
    return "v." + SqlText.name(column);
  }

  /** The first lines did not have the column that is set; none may. */
  private static void testAbsent(CheckedRows checked, String column) {
    String there = "json_exists(line, " + SqlText.text("$." + SqlText.name(column)) + ")";
    checked.test(there, SqlText.text(column + " is in the file, and set for all rows"));
    checked.guard(there);
  }

  /** An array where no array is would be NULL, and an element that is no object too. */
  private static void testShape(CheckedRows checked, String column, FileType type) {
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
  private static void guardShape(CheckedRows checked, String column, FileType type) {
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

  /** The columns of the first lines. */
  private Map<String, FileType> structure() {
    String found =
        session
            .query(
                "SELECT json_group_structure(j)::VARCHAR FROM (SELECT TRY(line::JSON) AS j FROM "
                    + "(SELECT line FROM %s LIMIT %d)) WHERE json_type(j) = 'OBJECT'"
                        .formatted(lines(), SAMPLE),
                row -> String.valueOf(row.string(0)))
            .get(0);
    Map<String, FileType> columns = new LinkedHashMap<>();
    if (found.startsWith("{\"")) {
      String type =
          session
              .query(
                  "SELECT typeof(json_transform('{}', "
                      + SqlText.text(found.replace("\"UBIGINT\"", "\"BIGINT\""))
                      + "))",
                  row -> String.valueOf(row.string(0)))
              .get(0);
      FileType.parse(type).fields().forEach(field -> columns.put(field.name(), field.type()));
    }
    return columns;
  }

  private String lines() {
    return "read_csv(%s, auto_detect = false, header = false, hive_partitioning = false,"
            .formatted(SqlText.text(file.name()))
        + " delim = '\\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'})";
  }

  private String parsed(Map<String, FileType> types) {
    return "(SELECT line, TRY(json_transform(line, "
        + SqlText.text(structureOf(types))
        + ")) AS v FROM "
        + lines()
        + ")";
  }

  private static String structureOf(Map<String, FileType> types) {
    return types.entrySet().stream()
        .map(e -> json(e.getKey()) + ": " + structureOf(e.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String structureOf(FileType type) {
    if (type.name().equals(FileType.LIST)) {
      return "[" + structureOf(type.fields().get(0).type()) + "]";
    }
    if (type.name().equals(FileType.STRUCT)) {
      return type.fields().stream()
          .map(f -> json(f.name()) + ": " + structureOf(f.type()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return "\"VARCHAR\"";
  }

  private static String json(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Map<String, FileType> texts(Map<String, FileType> types) {
    Map<String, FileType> texts = new LinkedHashMap<>();
    types.keySet().forEach(name -> texts.put(name, FileType.TEXT));
    return texts;
  }

  private void refuseArrays() {
    try (InputStream in = file.open()) {
      int first = in.read();
      while (first >= 0 && Character.isWhitespace(first)) {
        first = in.read();
      }
      if (first < 0) {
        throw ImportErrors.emptyFile(file.path());
      }
      if (first == '[') {
        throw ImportErrors.jsonArray(file.path());
      }
    } catch (IOException e) {
      throw ImportErrors.unreadable(file.path(), e);
    }
  }
}
