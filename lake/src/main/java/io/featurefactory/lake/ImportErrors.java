package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Suggestions;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Every way in which an import says no. */
final class ImportErrors {
  private ImportErrors() {}

  static FactoryException unknownFormat(Path file) {
    return user(
        "%s: unknown kind of file (expected: .csv, .tsv, .jsonl, .ndjson, .json, each also with"
                .formatted(file)
            + " .gz, or .parquet)");
  }

  static FactoryException noSuchFile(Path file) {
    return user("%s: no such file (expected: a file that can be read)".formatted(file));
  }

  static FactoryException folder(Path file) {
    return user(
        "%s is a folder (expected: files; name them, such as %s/*)"
            .formatted(file, file.getFileName()));
  }

  static FactoryException binary(Path file) {
    return data(
        "%s is no text in UTF-8: its first line has a NUL byte (expected: CSV or JSON lines as text)"
            .formatted(file));
  }

  static FactoryException notParquet(Path file) {
    return data(
        "%s is no complete Parquet file: it does not begin and end with PAR1 (expected: a whole file)."
                .formatted(file)
            + " Copy it again");
  }

  static FactoryException notGzip(Path file, Exception cause) {
    return new FactoryException(
        Kind.DATA,
        "%s is no complete gzip file: %s (expected: a whole file). Copy it again"
            .formatted(file, LakeErrors.reason(cause)),
        cause);
  }

  static FactoryException badLine(
      Path file, String line, String found, String expected, Exception cause) {
    return new FactoryException(
        Kind.DATA, "%s, line %s: %s (expected: %s)".formatted(file, line, found, expected), cause);
  }

  static FactoryException noCsv(Path file, Exception cause) {
    return new FactoryException(
        Kind.DATA,
        "%s cannot be read as CSV (expected: a line for each row, all with the same end, and texts with a comma or a quote in quotes)"
            .formatted(file),
        cause);
  }

  static FactoryException damaged(Path file, String found, Exception cause) {
    return new FactoryException(
        Kind.DATA, "%s is damaged: %s. Make it again".formatted(file, found), cause);
  }

  static FactoryException openHeader(Path file) {
    return data(
        "%s: a quote in the first line is not closed (expected: the names of the columns, in one line)"
            .formatted(file));
  }

  static FactoryException badTableName(String table) {
    return user(
        "table: '%s' (expected: a lower case letter, then lower case letters, digits and _, such as"
                .formatted(table)
            + " clickstream)");
  }

  static FactoryException noFiles() {
    return user("files: none (expected: at least one file to import)");
  }

  static FactoryException unreadable(Path file, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "%s: cannot be read: %s. Check the file and its permissions"
            .formatted(file, LakeErrors.reason(cause)),
        cause);
  }

  static FactoryException changedMeanwhile(Path file) {
    return data(
        "%s changed while it was imported; nothing of it was imported. Import it again when it is"
                .formatted(file)
            + " complete");
  }

  static FactoryException negativeLimit(long limit) {
    return user("max_bad_rows: %d (expected: 0 or more)".formatted(limit));
  }

  static FactoryException emptyFile(Path file) {
    return data("%s is empty (expected: a header or rows)".formatted(file));
  }

  static FactoryException noColumns(Path file) {
    return data(
        "%s: no line is an object with columns (expected: JSON lines, one object per line)"
            .formatted(file));
  }

  static FactoryException jsonArray(Path file) {
    return data(
        "%s starts with '[' (expected: JSON lines, one object per line). Convert it: jq -c '.[]' %s"
            .formatted(file, file.getFileName()));
  }

  static FactoryException tooManyBadRows(Path file, long bad, long limit, List<BadRow> first) {
    return data(
        "%s: %d bad %s (expected: at most %d, max_bad_rows); nothing of it was imported. The first:%s"
            .formatted(file, bad, bad == 1 ? "row" : "rows", limit, list(first)));
  }

  static FactoryException noGoodRow(Path file, long bad, List<BadRow> first) {
    return data(
        "%s: %s could be read; nothing was imported. The first:%s"
            .formatted(
                file,
                bad == 1 ? "not even its only row" : "none of its " + bad + " rows",
                list(first)));
  }

  static FactoryException missingColumn(
      Path file, String column, String source, Collection<String> found) {
    return data(
        "%s: no column '%s', the event time of source %s (found: %s)%s"
            .formatted(file, column, source, String.join(", ", found), suggestion(column, found)));
  }

  /** A column without which there is no event. */
  static FactoryException missingKey(
      Path file, String column, String role, Collection<String> found, String near) {
    return data(
        "%s: no column '%s'%s, %s (found: %s). Nothing of it was imported; correct its name, or give all rows one value: --set %s=VALUE"
            .formatted(file, column, near, role, String.join(", ", found), column));
  }

  /** Of a file that is imported. */
  static String lacks(String column, String source, String near) {
    return "has no column '%s'%s, which source %s declares: it is NULL in all of its rows"
        .formatted(column, near, source);
  }

  /** Of a file that is imported. */
  static String adds(List<String> columns) {
    return columns.size() == 1
        ? "has a column that no source declares, which the table got: " + columns.get(0)
        : "has columns that no source declares, which the table got: " + String.join(", ", columns);
  }

  static FactoryException unknownSetColumn(String column, Collection<String> declared) {
    return user(
        "--set %s: no source of this table declares such a column%s (expected: one of %s)"
            .formatted(
                column,
                Suggestions.of(column, declared),
                declared.isEmpty() ? "none, as no source reads it" : String.join(", ", declared)));
  }

  static FactoryException setOfNestedColumn(String column, String type) {
    return user("--set %s: the column is %s (expected: a plain type)".formatted(column, type));
  }

  static FactoryException setValueDoesNotFit(String column, String value, String type) {
    return user("--set %s=%s: '%s' is no %s".formatted(column, value, value, type));
  }

  static FactoryException setColumnInFile(Path file, String column) {
    return data(
        "%s has a column '%s' of its own (expected: --set only for columns that the file lacks)."
                .formatted(file, column)
            + " Nothing of it was imported; leave out --set %s".formatted(column));
  }

  static FactoryException notConvertible(Path file, String column, String found, String wanted) {
    return data(
        "%s: column %s has the type %s (expected: %s). Numbers are not taken for times, nor texts for"
                .formatted(file, column, found, wanted)
            + " structs: declare the stored type, and a computed column for the rest");
  }

  static FactoryException conflictingTypes(String table, String path, String one, String other) {
    return user(
        "Sources of lake.%s disagree on %s: %s and %s (expected: one type). Declare the same type in all of them"
            .formatted(table, path, one, other));
  }

  static FactoryException conflictingPaths(String table, String path) {
    return user(
        "Sources of lake.%s use %s both as a value and as a struct (expected: one of the two)"
            .formatted(table, path));
  }

  static FactoryException wrongTable(String source, String table) {
    return user(
        "Source %s does not read lake.%s (expected: a source of that table)"
            .formatted(source, table));
  }

  static FactoryException reservedName(String table) {
    return user(
        "table: %s (expected: a name without '__', which marks side tables)".formatted(table));
  }

  static FactoryException lockFailed(Path file, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot lock %s: %s. Check that the warehouse folder may be written"
            .formatted(file, LakeErrors.reason(cause)),
        cause);
  }

  static FactoryException overtaken(TableId table) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Another import into %s committed first. Import again: files that are in the table are left"
                .formatted(table)
            + " out");
  }

  private static String list(List<BadRow> rows) {
    return rows.stream().limit(5).map(r -> "\n  " + r.describe()).collect(Collectors.joining());
  }

  private static String suggestion(String wanted, Collection<String> found) {
    return found.stream()
        .filter(f -> f.equalsIgnoreCase(wanted) || f.contains(wanted) || wanted.contains(f))
        .findFirst()
        .map(f -> ", did you mean '" + f + "'?")
        .orElse("");
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }

  private static FactoryException data(String message) {
    return new FactoryException(Kind.DATA, message);
  }
}
