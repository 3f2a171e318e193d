package io.featurefactory.model;

/** A row to write to an online store, or the removal of one. Its arrays are not copied. */
public final class RowChange {
  private static final byte[] NO_ROW = new byte[0];

  private final byte[] key;
  private final long run;
  private final byte[] row;

  private RowChange(byte[] key, long run, byte[] row) {
    this.key = key;
    this.run = run;
    this.row = row;
  }

  /**
   * The key has this row from that run on.
   *
   * @param key as {@link KeyEncoding} makes it
   * @param row at least one byte
   */
  public static RowChange put(byte[] key, long run, byte[] row) {
    if (row.length == 0) {
      throw new IllegalArgumentException("row of no bytes (expected: at least one)");
    }
    return new RowChange(key, run, row);
  }

  /** The key has no row from that run on: it became empty. */
  public static RowChange delete(byte[] key, long run) {
    return new RowChange(key, run, NO_ROW);
  }

  /** The key, as {@link KeyEncoding} makes it. */
  public byte[] key() {
    return key;
  }

  /** The run that changed the row. */
  public long run() {
    return run;
  }

  /** True if the row is removed. */
  public boolean deletes() {
    return row.length == 0;
  }

  /** The bytes of the row; none if it is removed. */
  public byte[] row() {
    return row;
  }
}
