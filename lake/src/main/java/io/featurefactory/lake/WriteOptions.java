package io.featurefactory.lake;

import java.io.Serializable;
import java.util.List;

/**
 * How files are written.
 *
 * @param orderBy columns by which the rows of each file are ordered; empty for any order
 * @param rowGroupRows rows of a row group
 * @param fileBytes a file is closed when it is about this large
 */
public record WriteOptions(List<String> orderBy, long rowGroupRows, long fileBytes)
    implements Serializable {
  private static final long ROW_GROUP_ROWS = 122_880;
  private static final long FILE_BYTES = 512L << 20;

  public WriteOptions {
    orderBy = List.copyOf(orderBy);
    if (rowGroupRows < 1 || fileBytes < 1) {
      throw new IllegalArgumentException(
          "row group of %d rows, file of %d bytes (expected: positive)"
              .formatted(rowGroupRows, fileBytes));
    }
  }

  /** Any order, the usual sizes. */
  public static WriteOptions defaults() {
    return new WriteOptions(List.of(), ROW_GROUP_ROWS, FILE_BYTES);
  }

  /** The usual sizes, ordered by these columns. */
  public static WriteOptions orderedBy(String... columns) {
    return new WriteOptions(List.of(columns), ROW_GROUP_ROWS, FILE_BYTES);
  }

  /** With another number of rows in a row group. */
  public WriteOptions withRowGroupRows(long rows) {
    return new WriteOptions(orderBy, rows, fileBytes);
  }

  /** With another size of files. */
  public WriteOptions withFileBytes(long bytes) {
    return new WriteOptions(orderBy, rowGroupRows, bytes);
  }
}
