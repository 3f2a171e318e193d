package io.featurefactory.model;

import java.util.Arrays;

/**
 * A row as a store has it, or the tombstone of one: the run that wrote it, and its bytes. Immutable
 * as long as nobody writes to {@link #bytes()}.
 */
public final class StoredRow {
  /** In the place of a row of which a store, as a cache, cannot say whether there is one. */
  public static final StoredRow UNKNOWN = new StoredRow(-1, new byte[0], 0);

  private final long run;
  private final byte[] bytes;
  private final int offset;

  private StoredRow(long run, byte[] bytes, int offset) {
    this.run = run;
    this.bytes = bytes;
    this.offset = offset;
  }

  /**
   * A row whose bytes start at {@code offset} and go to the end of the array; none: a tombstone.
   */
  public static StoredRow of(long run, byte[] bytes, int offset) {
    if (offset < 0 || offset > bytes.length) {
      throw new IllegalArgumentException(
          "offset: %d (expected: 0 to %d)".formatted(offset, bytes.length));
    }
    return new StoredRow(run, bytes, offset);
  }

  /** The mark that a key became empty in that run. */
  public static StoredRow tombstone(long run) {
    return new StoredRow(run, new byte[0], 0);
  }

  /** The run that changed the row last. */
  public long run() {
    return run;
  }

  /** True if there is no row: it was deleted by {@link #run()}. */
  public boolean deleted() {
    return offset == bytes.length;
  }

  /** True of {@link #UNKNOWN}. */
  public boolean isUnknown() {
    return run < 0;
  }

  /** The array that holds the row, from {@link #offset()} to its end; not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the row starts in {@link #bytes()}. */
  public int offset() {
    return offset;
  }

  /** A copy of the row; empty for a tombstone. */
  public byte[] row() {
    return Arrays.copyOfRange(bytes, offset, bytes.length);
  }

  /** Equal if run and row are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof StoredRow that
        && run == that.run
        && Arrays.equals(bytes, offset, bytes.length, that.bytes, that.offset, that.bytes.length);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(run) + Arrays.hashCode(row());
  }

  @Override
  public String toString() {
    return deleted() ? "tombstone of run " + run : (bytes.length - offset) + " bytes of run " + run;
  }
}
