package io.featurefactory.lake;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How rows are written to a file that a user names: the end of its name says it. */
public enum FileFormat {
  PARQUET(".parquet", "FORMAT parquet", "read_parquet(%s)"),
  CSV(".csv", "FORMAT csv, HEADER", "read_csv(%s, " + FileFormat.AS_WRITTEN + ", columns = %s)"),
  CSV_GZIP(
      ".csv.gz",
      "FORMAT csv, HEADER, COMPRESSION gzip",
      "read_csv(%s, " + FileFormat.AS_WRITTEN + ", compression = 'gzip', columns = %s)"),
  JSON_LINES(
      ".jsonl", "FORMAT json", "read_json(%s, format = 'newline_delimited', sample_size = -1)");

  /** As COPY writes CSV; nothing is left to be guessed. */
  private static final String AS_WRITTEN =
      "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"'";

  /** JSON lines under a name that says less. */
  private static final String JSON = ".json";

  private final String ending;
  private final String options;
  private final String reader;

  FileFormat(String ending, String options, String reader) {
    this.ending = ending;
    this.options = options;
    this.reader = reader;
  }

  /** What the name of a file says; null if it says nothing. */
  public static @Nullable FileFormat of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(JSON)) {
      return JSON_LINES;
    }
    return Arrays.stream(values()).filter(f -> name.endsWith(f.ending)).findFirst().orElse(null);
  }

  /** The ends of names, for messages: {@code .parquet, .csv, .csv.gz or .jsonl}. */
  public static String endings() {
    String all = Arrays.stream(values()).map(f -> f.ending).collect(Collectors.joining(", "));
    int last = all.lastIndexOf(", ");
    return all.substring(0, last) + " or " + all.substring(last + 2);
  }

  /** The options of a {@code COPY} that writes it. */
  public String options() {
    return options;
  }

  /**
   * SQL of a relation of the rows of such a file that the kernel has written, whatever its name is.
   *
   * @param types of the columns by their names, in order; of a CSV file lists are texts
   */
  public String relation(Path file, Map<String, String> types) {
    String columns =
        types.entrySet().stream()
            .map(
                column ->
                    SqlText.text(column.getKey()) + ": " + SqlText.text(flat(column.getValue())))
            .collect(Collectors.joining(", ", "{", "}"));
    return reader.formatted(SqlText.text(file.toString()), columns);
  }

  private static String flat(String type) {
    return type.matches("DECIMAL.*[)]|[A-Z ]+") ? type : "VARCHAR";
  }
}
