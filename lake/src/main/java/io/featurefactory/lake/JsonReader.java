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
 * <p>Lines are taken as text, so that a bad one can be kept as it is.
 */
final class JsonReader implements FileReader {
  private static final int SAMPLE = 100_000;
  private static final String NOT_BLANK = "trim(line) <> ''";

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
    JsonRows rows = new JsonRows(file.path(), lines(), NOT_BLANK, request, types, Map.of());
    Staged all = request.tryAll(session, rows.strict());
    if (all != null) {
      return all;
    }
    List<LakeFile> files = session.write(rows.good(), request.target(), WriteOptions.defaults());
    long good = LakeFile.records(files);
    long total =
        session
            .query(
                "SELECT count(*) FROM " + lines() + " WHERE " + NOT_BLANK, row -> row.longValue(0))
            .get(0);
    List<BadRow> bad = total > good ? bad(rows, request) : List.of();
    return new Staged(files, total - good, bad);
  }

  private List<BadRow> bad(JsonRows rows, StageRequest request) {
    Map<String, String> reasons = new HashMap<>();
    session.forEach(
        rows.bad(List.of("line")),
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
        + SqlText.text(JsonRows.shape(types))
        + ")) AS v FROM "
        + lines()
        + ")";
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
