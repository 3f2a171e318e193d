package io.featurefactory.training;

import static java.util.stream.Collectors.joining;

import io.featurefactory.lake.CsvHeader;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.Sandbox;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.UserFile;
import io.featurefactory.lake.UserQuery;
import io.featurefactory.lake.WholeFile;
import io.featurefactory.model.FactoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Opens spines. A Parquet file is read where it is; everything else is first written as one, in the
 * order of its rows, so that each row has a number.
 */
public final class SpineReader {
  private static final String STAGED = "spine.parquet";
  private static final String WHOLE = "DECIMAL(20,0)";

  /** The name under which the kernel counts the rows of a file. */
  private static final String ROW_NUMBER = "file_row_number";

  private final Kernel kernel;
  private final KernelSettings settings;
  private final Path staging;

  /**
   * A reader.
   *
   * @param staging a folder that is there; what is put there is read until the join is done
   */
  public SpineReader(Kernel kernel, Path staging) {
    this.kernel = kernel;
    this.settings = kernel.settings();
    this.staging = staging;
  }

  /**
   * A file: {@code .parquet}, {@code .csv}, {@code .jsonl} or {@code .json}, also with {@code .gz}.
   */
  public Spine file(Path file) {
    if (Files.isDirectory(file)) {
      throw TrainingErrors.spineFolder(file);
    }
    if (!Files.isRegularFile(file)) {
      throw TrainingErrors.noSpine(file);
    }
    WholeFile.require(file);
    try {
      return whole(file);
    } catch (FactoryException e) {
      throw UserFile.blame(file, e);
    }
  }

  private Spine whole(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT).replaceFirst("[.]gz$", "");
    String shown = String.valueOf(file.getFileName());
    if (name.endsWith(".parquet")) {
      return typed(shown, file, false);
    }
    if (name.endsWith(".csv")) {
      CsvHeader header = CsvHeader.read(file);
      requireNames(shown, header.written());
      stage("SELECT * FROM " + csv(file, header));
      return texts(shown);
    }
    if (name.endsWith(".jsonl") || name.endsWith(".json") || name.endsWith(".ndjson")) {
      stage(jsonLines(SqlText.text(file.toString()), shown));
      return typed(shown, staging.resolve(STAGED), true);
    }
    throw TrainingErrors.spineType(file);
  }

  /** Nothing is left to be guessed: a line that looks like a comment is a row, too. */
  private static String csv(Path file, CsvHeader header) {
    String columns =
        header.written().stream()
            .map(name -> SqlText.text(name) + ": 'VARCHAR'")
            .collect(joining(", ", "{", "}"));
    return "read_csv(%s, auto_detect = false, header = true, delim = %s, quote = '\"', escape = '\"', allow_quoted_nulls = false, hive_partitioning = false, columns = %s)"
        .formatted(
            SqlText.text(file.toString()),
            SqlText.text(String.valueOf(header.delimiter())),
            columns);
  }

  /** The kernel would make up names for those that are missing or there twice. */
  private static void requireNames(String shown, List<String> names) {
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isBlank()) {
        throw TrainingErrors.noName(shown, i + 1);
      }
      if (!seen.add(names.get(i))) {
        throw TrainingErrors.sameName(shown, names.get(i));
      }
    }
  }

  /** The rows of a table at a snapshot, file by file. */
  public Spine table(LakeTable table, long snapshot) {
    stage("SELECT * FROM " + table.relation(inOrder(table, snapshot)));
    return typed(table.id().toString(), staging.resolve(STAGED), false);
  }

  /**
   * The same rows, where they are.
   *
   * @param rowsOfAPart files are read together as long as they have no more
   */
  public Spine table(LakeTable table, long snapshot, long rowsOfAPart) {
    String name = table.id().toString();
    List<Spine.Part> parts = new ArrayList<>();
    List<String> reads = new ArrayList<>();
    long before = 0;
    long rows = 0;
    for (LakeFile file : inOrder(table, snapshot)) {
      if (!reads.isEmpty() && rows + file.records() > rowsOfAPart) {
        parts.add(new Spine.Part(union(reads), rows));
        reads.clear();
        rows = 0;
      }
      reads.add(table.numbered(file, before));
      before += file.records();
      rows += file.records();
    }
    if (!reads.isEmpty()) {
      parts.add(new Spine.Part(union(reads), rows));
    }
    String first = parts.isEmpty() ? table.relation(List.of()) : parts.get(0).relation();
    String columns =
        parts.isEmpty() ? first : "(SELECT * EXCLUDE (file_row_number) FROM " + first + ")";
    try (KernelSession session = kernel.session()) {
      Spine spine = new Spine(name, parts, described(session, "SELECT * FROM " + columns), false);
      requireNames(name, spine.columns().stream().map(Spine.Column::name).toList());
      return parts.isEmpty() ? spine.in(List.of(new Spine.Part(spine.noRows(), 0))) : spine;
    }
  }

  private static String union(List<String> reads) {
    return reads.stream().collect(joining(" UNION ALL ", "(", ")"));
  }

  private static List<LakeFile> inOrder(LakeTable table, long snapshot) {
    return table.files(snapshot).stream().sorted(Comparator.comparing(LakeFile::path)).toList();
  }

  /**
   * The result of a query, in the order that it gives.
   *
   * @param inputs the tables that it may read
   */
  public Spine query(String name, String query, List<Sandbox.Input> inputs) {
    // one thread: a query without ORDER BY gives its rows in the same order each time
    try (Sandbox sandbox = Sandbox.open(settings.withThreads(1), inputs, staging)) {
      List<Spine.Column> columns = described(sandbox.session(), query);
      requireNames(name, columns.stream().map(Spine.Column::name).toList());
      copy(sandbox.session(), withoutHuge(query, columns));
    } catch (FactoryException e) {
      throw UserQuery.blame(e);
    }
    return typed(name, staging.resolve(STAGED), false);
  }

  private static List<Spine.Column> described(KernelSession session, String query) {
    return session.query(
        "DESCRIBE " + query,
        row -> new Spine.Column(String.valueOf(row.string(0)), String.valueOf(row.string(1))));
  }

  /** Sums of whole numbers are HUGEINT, which Parquet files hold as DOUBLE only. */
  private static String withoutHuge(String query, List<Spine.Column> columns) {
    String replaced =
        columns.stream()
            .filter(column -> column.type().matches("U?HUGEINT"))
            .map(column -> SqlText.name(column.name()))
            .map(column -> "CAST(%1$s AS DECIMAL(38,0)) AS %1$s".formatted(column))
            .collect(joining(", "));
    return replaced.isEmpty()
        ? query
        : "SELECT * REPLACE (%s) FROM (%s\n)".formatted(replaced, query);
  }

  private void stage(String select) {
    try (Kernel inOrder = Kernel.open(settings);
        KernelSession session = inOrder.session()) {
      session.execute("SET preserve_insertion_order = true");
      copy(session, select);
    }
  }

  private void copy(KernelSession session, String select) {
    session.execute(
        "COPY (%s\n) TO %s (FORMAT parquet)"
            .formatted(select, SqlText.text(staging.resolve(STAGED).toString())));
  }

  /** Numbers and truth values have their types; texts stay texts, whatever they look like. */
  private String jsonLines(String path, String name) {
    try (KernelSession session = kernel.session()) {
      String structure =
          session
              .query(
                  "SELECT json_group_structure(json)::VARCHAR FROM read_ndjson_objects("
                      + path
                      + ")",
                  row -> String.valueOf(row.string(0)))
              .get(0);
      if (!structure.startsWith("{\"")) {
        throw TrainingErrors.noObjects(name);
      }
      requireNames(
          name,
          session.query(
              "SELECT unnest(json_keys(%s))".formatted(SqlText.text(structure)),
              row -> String.valueOf(row.string(0))));
      requireKeysOnce(session, path, name);
      requireDigits(session, path, name, structure);
      return "SELECT unnest(json_transform(json, %s)) FROM read_ndjson_objects(%s)"
          .formatted(
              SqlText.text(
                  structure
                      .replace("\"NULL\"", "\"VARCHAR\"")
                      .replaceAll("\"(U?BIGINT|HUGEINT)\"", "\"" + WHOLE + "\"")),
              path);
    }
  }

  private static void requireKeysOnce(KernelSession session, String path, String name) {
    session.forEach(
        """
        SELECT n FROM (SELECT row_number() OVER () AS n, json_keys(json) AS keys FROM read_ndjson_objects(%s))
        WHERE len(keys) <> len(list_distinct(keys)) ORDER BY n LIMIT 1"""
            .formatted(path),
        row -> {
          throw TrainingErrors.sameKey(name, row.longValue(0));
        });
  }

  /** Whole numbers beside others become DOUBLE, which does not hold all of them. */
  private static void requireDigits(
      KernelSession session, String path, String name, String structure) {
    List<String> columns =
        session.query(
            "SELECT key FROM json_each(%s) WHERE json_extract_string(value, '$') = 'DOUBLE'"
                .formatted(SqlText.text(structure)),
            row -> String.valueOf(row.string(0)));
    for (String column : columns) {
      String place = "$.\"" + column.replace("\"", "\\\"") + "\"";
      session.forEach(
          """
          SELECT n, v FROM (
            SELECT row_number() OVER () AS n, json_extract_string(json, %s) AS v FROM read_ndjson_objects(%s))
          WHERE regexp_full_match(v, '-?[0-9]{16,}')
            AND TRY_CAST(v AS DECIMAL(38,0)) IS DISTINCT FROM TRY_CAST(TRY_CAST(v AS DOUBLE) AS DECIMAL(38,0))
          ORDER BY n LIMIT 1"""
              .formatted(SqlText.text(place), path),
          row -> {
            throw TrainingErrors.losesDigits(
                name, row.longValue(0), column, String.valueOf(row.string(1)));
          });
    }
  }

  private Spine typed(String name, Path file, boolean texts) {
    String relation = numbered(file);
    try (KernelSession session = kernel.session()) {
      requireNames(name, ParquetNames.of(session, name, file));
      List<Spine.Column> columns =
          columns(session, name, file).stream()
              .map(column -> texts ? whole(session, relation, column) : column)
              .toList();
      return new Spine(name, relation, columns, texts, rows(session, file));
    }
  }

  /** Whole numbers of JSON are BIGINT if they fit; they may have 20 digits. */
  private static Spine.Column whole(KernelSession session, String relation, Spine.Column column) {
    String shown = column.type().replace(WHOLE, "BIGINT");
    if (shown.equals(column.type())) {
      return column;
    }
    boolean fits =
        session
            .query(
                "SELECT coalesce(bool_and(TRY_CAST(TRY_CAST(%1$s AS %2$s) AS %3$s) IS NOT DISTINCT FROM %1$s), true) FROM %4$s"
                    .formatted(SqlText.name(column.name()), shown, column.type(), relation),
                row -> Boolean.TRUE.equals(row.value(0)))
            .get(0);
    return fits ? new Spine.Column(column.name(), column.type(), shown) : column;
  }

  private Spine texts(String shown) {
    Path file = staging.resolve(STAGED);
    try (KernelSession session = kernel.session()) {
      List<String> names = columns(session, shown, file).stream().map(Spine.Column::name).toList();
      List<Spine.Column> columns = TextTypes.detect(session, numbered(file), names);
      return new Spine(shown, numbered(file), columns, true, rows(session, file));
    }
  }

  private static String numbered(Path file) {
    return "read_parquet(%s, file_row_number = true, hive_partitioning = false)"
        .formatted(SqlText.text(file.toString()));
  }

  private static List<Spine.Column> columns(KernelSession session, String shown, Path file) {
    List<Spine.Column> columns =
        described(
            session,
            "SELECT * FROM read_parquet(%s, hive_partitioning = false)"
                .formatted(SqlText.text(file.toString())));
    for (Spine.Column column : columns) {
      if (column.name().equalsIgnoreCase(ROW_NUMBER)) {
        throw TrainingErrors.rowNumberName(shown, column.name());
      }
    }
    return columns;
  }

  private static long rows(KernelSession session, Path file) {
    return session
        .query(
            "SELECT num_rows FROM parquet_file_metadata(%s)"
                .formatted(SqlText.text(file.toString())),
            row -> row.longValue(0))
        .get(0);
  }
}
