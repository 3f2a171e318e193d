package io.featurefactory.lake;

/**
 * A row of a file that could not be imported.
 *
 * @param line in the file, from 1 (Parquet: the row, from 1); 0 if unknown
 * @param text the row as it is in the file (Parquet: as JSON)
 */
record BadRow(long line, String reason, String text) {
  /** {@code line 7: clicks: 'x' is no bigint}. */
  String describe() {
    String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
    return (line > 0 ? "line " + line + ": " : "") + reason + ": " + shown.strip();
  }
}
