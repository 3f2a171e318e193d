package io.featurefactory.online;

import io.featurefactory.model.RowChange;
import io.featurefactory.model.StoredRow;

/**
 * The bytes that a store of bytes has for a key: the run, then the row ({@code
 * docs/spec/online-row.md}).
 */
public final class StoredValue {
  private StoredValue() {}

  /** The value of a row, or a tombstone where the change deletes. */
  public static byte[] encode(RowChange change) {
    ByteSink out = new ByteSink(10 + change.row().length);
    out.writeVarint(change.run());
    out.writeBytes(change.row());
    return out.toByteArray();
  }

  /**
   * The row of a value; it keeps the array.
   *
   * @throws RowFormatException if there is no run
   */
  public static StoredRow decode(byte[] value) {
    ByteSource in = new ByteSource(value, 0);
    long run = in.readVarint();
    return StoredRow.of(run, value, in.position());
  }
}
