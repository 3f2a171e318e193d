package io.featurefactory.lake;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How rows are written to a file that a user names: the end of its name says it. */
public enum FileFormat {
  PARQUET(".parquet", "FORMAT parquet", "read_parquet(%s)"),
  CSV(".csv", "FORMAT csv, HEADER", "read_csv(%s, header = true, sample_size = -1)"),
  CSV_GZIP(
      ".csv.gz",
      "FORMAT csv, HEADER, COMPRESSION gzip",
      "read_csv(%s, header = true, sample_size = -1, compression = 'gzip')"),
  JSON_LINES(
      ".jsonl", "FORMAT json", "read_json(%s, format = 'newline_delimited', sample_size = -1)");

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

  /** SQL of a relation of the rows of such a file, whatever its name is. */
  public String relation(Path file) {
    return reader.formatted(SqlText.text(file.toString()));
  }
}
