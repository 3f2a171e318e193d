package io.featurefactory.online;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.StoredRow;
import java.time.Instant;

/**
 * Unpacks rows ({@code docs/spec/online-row.md}) into values that are reused. Accepts only what
 * {@link RowWriter} writes, byte by byte; but rows of format 1 also where format 2 is shorter, and
 * of that any window. Immutable; for any number of threads.
 */
public final class RowReader {
  private final RowSchema schema;

  public RowReader(RowSchema schema) {
    this.schema = schema;
  }

  /**
   * Unpacks a row.
   *
   * @param row not a tombstone
   * @param target of this reader's schema; undefined after an exception
   * @return when the row changed last: its {@code feature_time}, in microseconds since
   *     1970-01-01T00:00Z
   * @throws RowFormatException if the bytes are no row of the schema
   */
  public long read(StoredRow row, RowValues target) {
    ByteSource in = new ByteSource(row.bytes(), row.offset());
    int header = readHeader(in);
    long changedAt = readChangedAt(in);
    int window = (header & 0x0f) == RowWriter.PACKED_DOUBLES ? readWindow(in) : -1;
    boolean hasNulls = (header & RowWriter.HAS_NULLS) != 0;
    int nulls = hasNulls ? ScalarCodec.readNulls(in, target.size()) : -1;
    int flags = in.readBitmap(schema.booleans());
    int flag = 0;
    boolean inRuns = window >= 0 && !hasNulls;
    for (int i = 0; i < target.size(); i++) {
      if (inRuns) {
        i = DoubleWindow.readRun(in, window, target, i, schema.endOfDoubles(i));
        if (i == target.size()) {
          break;
        }
      }
      boolean isNull = hasNulls && in.bit(nulls, i);
      if (schema.form(i) == ValueForm.BOOLEAN) {
        readFlag(in.bit(flags, flag++), isNull, i, target);
      } else if (isNull) {
        target.setNull(i);
      } else if (window >= 0 && schema.form(i) == ValueForm.DOUBLE) {
        readDouble(in, i, window, target);
      } else {
        readValue(in, i, target);
      }
    }
    if (in.remaining() > 0) {
      throw new RowFormatException(in.remaining() + " bytes after the last value (expected: none)");
    }
    return changedAt;
  }

  /** When the row changed last, without reading its values. */
  public Instant changedAt(StoredRow row) {
    ByteSource in = new ByteSource(row.bytes(), row.offset());
    readHeader(in);
    return Boundaries.ofMicros(readChangedAt(in));
  }

  private int readHeader(ByteSource in) {
    int header = in.readByte();
    int format = header & 0x0f;
    boolean known =
        format == RowWriter.PLAIN || (format == RowWriter.PACKED_DOUBLES && schema.hasDoubles());
    if (!known || (header & 0xe0) != 0) {
      throw new RowFormatException(
          "a row of format %d, header %02x (expected: format 1%s)"
              .formatted(format, header, schema.hasDoubles() ? " or 2" : ""));
    }
    int mark = in.readByte() << 8 | in.readByte();
    if (mark != schema.mark()) {
      throw new RowFormatException(
          "a row of schema %04x (expected: %04x)".formatted(mark, schema.mark()));
    }
    return header;
  }

  private long readChangedAt(ByteSource in) {
    long hops = in.readSigned();
    long micros = hops * schema.hopMicros();
    if (Math.multiplyHigh(hops, schema.hopMicros()) != micros >> 63) {
      throw new RowFormatException("changed_at: %d hops (expected: fewer)".formatted(hops));
    }
    return micros;
  }

  private static int readWindow(ByteSource in) {
    long first = in.readSigned() + DoubleWindow.USUAL;
    if (first < 0 || first > DoubleWindow.LAST) {
      throw new RowFormatException(
          "exponents from %d (expected: 0 to %d)".formatted(first, DoubleWindow.LAST));
    }
    return (int) first;
  }

  private void readFlag(boolean value, boolean isNull, int index, RowValues target) {
    Boolean flag = ScalarCodec.flag(value, isNull);
    if (flag == null) {
      target.setNull(index);
    } else {
      target.putLong(index, flag ? 1 : 0);
    }
  }

  private void readValue(ByteSource in, int index, RowValues target) {
    DataType type = schema.columns().get(index).type();
    try {
      switch (schema.form(index)) {
        case BIGINT -> target.putLong(index, in.readSigned());
        case DOUBLE -> target.putLong(index, ScalarCodec.readDoubleBits(in));
        case TIMESTAMP -> target.putLong(index, ScalarCodec.readMicros(in));
        case SHORT_DECIMAL ->
            target.putLong(index, ScalarCodec.readShortDecimal(in, (Decimal) type));
        case LONG_DECIMAL -> target.putObject(index, ScalarCodec.readDecimal(in, (Decimal) type));
        case VARCHAR -> target.putObject(index, in.readText());
        case ARRAY -> target.putObject(index, ScalarCodec.readArray(in, (Array) type));
        case BOOLEAN -> throw new IllegalStateException("booleans are in the bitmap");
      }
    } catch (RowFormatException e) {
      throw in(index, e);
    }
  }

  private void readDouble(ByteSource in, int index, int window, RowValues target) {
    try {
      target.putLong(index, DoubleWindow.read(in, window));
    } catch (RowFormatException e) {
      throw in(index, e);
    }
  }

  private RowFormatException in(int index, RowFormatException e) {
    return new RowFormatException(schema.columns().get(index).name() + ": " + e.getMessage());
  }
}
