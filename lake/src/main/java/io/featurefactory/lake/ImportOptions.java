package io.featurefactory.lake;

/**
 * How files are imported.
 *
 * @param maxBadRows of one file: with more, nothing of the file is imported
 */
public record ImportOptions(long maxBadRows) {
  private static final long MAX_BAD_ROWS = 100;

  public ImportOptions {
    if (maxBadRows < 0) {
      throw ImportErrors.negativeLimit(maxBadRows);
    }
  }

  /** At most 100 bad rows in a file. */
  public static ImportOptions defaults() {
    return new ImportOptions(MAX_BAD_ROWS);
  }
}
