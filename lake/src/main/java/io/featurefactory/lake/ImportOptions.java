package io.featurefactory.lake;

import java.util.Map;

/**
 * How files are imported.
 *
 * @param maxBadRows of one file: with more, nothing of the file is imported
 * @param set values, as texts, that every row gets in columns that the files lack; by column
 * @param keys by name of a source and name of a column: what the column is a key of, for messages.
 *     A file that lacks it is refused
 */
public record ImportOptions(
    long maxBadRows, Map<String, String> set, Map<String, Map<String, String>> keys) {
  private static final long MAX_BAD_ROWS = 100;

  public ImportOptions {
    if (maxBadRows < 0) {
      throw ImportErrors.negativeLimit(maxBadRows);
    }
    set = Map.copyOf(set);
    keys = Map.copyOf(keys);
  }

  /** At most 100 bad rows in a file. */
  public static ImportOptions defaults() {
    return withMaxBadRows(MAX_BAD_ROWS);
  }

  /** At most so many bad rows in a file. */
  public static ImportOptions withMaxBadRows(long limit) {
    return new ImportOptions(limit, Map.of(), Map.of());
  }

  /** The same, with values for columns that the files lack. */
  public ImportOptions withSet(Map<String, String> values) {
    return new ImportOptions(maxBadRows, values, keys);
  }

  /** The same, with columns that are keys. */
  public ImportOptions withKeys(Map<String, Map<String, String>> columns) {
    return new ImportOptions(maxBadRows, set, columns);
  }
}
