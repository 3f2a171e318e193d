package io.featurefactory.online;

/**
 * The DOUBLEs of a row, in 7 bytes where their exponents are near each other, and in fewer where
 * they end in zeros ({@code docs/spec/online-row.md}, format 2). Every value keeps its bits.
 * Chooses the exponents of a row with a table that it reuses; for one thread.
 */
final class DoubleWindow {
  /** So many exponents, one after the other, are written in three bits. */
  static final int EXPONENTS = 7;

  /** The greatest first exponent: what is not finite is never in the window. */
  static final int LAST = 0x7fe - EXPONENTS + 1;

  /** The window of values from 1/64 to 2 is written as 0. */
  static final int USUAL = 1017;

  private static final int NONE = -1;
  private static final int MANTISSA_BITS = 52;
  private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;
  private static final int LONG_BYTES = 7;
  private static final int ESCAPE = 0x70;

  /** What is cut off, if it is 0, of a value that is written in at most 6 bytes. */
  private static final long TAIL = 0xffffff;

  private final RowSchema schema;
  private final int[] gains = new int[0x7ff + EXPONENTS];

  DoubleWindow(RowSchema schema) {
    this.schema = schema;
  }

  /**
   * The first exponent of the window with which the values are the shortest, the least of several;
   * negative if they are as short in format 1.
   */
  int choose(RowValues values) {
    int count = 0;
    int length = 0;
    for (int i = 0; i < values.size(); i++) {
      if (isPacked(values, i)) {
        int bytes = bytes(values.longAt(i));
        gains[exponent(values.longAt(i))] += Math.max(0, 1 + bytes - LONG_BYTES);
        length += 1 + bytes;
        count++;
      }
    }
    int first = NONE;
    int most = 0;
    for (int i = 0; i < values.size() && count > 0; i++) {
      if (isPacked(values, i)) {
        int candidate = Math.min(exponent(values.longAt(i)), LAST);
        int gain = gain(candidate);
        if (first < 0 || gain > most || (gain == most && candidate < first)) {
          first = candidate;
          most = gain;
        }
      }
    }
    clear(values);
    if (most == 0) {
      first = USUAL;
    }
    return length - most + ByteSink.signedLength(first - USUAL) < Long.BYTES * count ? first : NONE;
  }

  private boolean isPacked(RowValues values, int index) {
    return schema.form(index) == ValueForm.DOUBLE && !values.isNull(index);
  }

  private int gain(int first) {
    int gain = 0;
    for (int i = 0; i < EXPONENTS; i++) {
      gain += gains[first + i];
    }
    return gain;
  }

  private void clear(RowValues values) {
    for (int i = 0; i < values.size(); i++) {
      if (isPacked(values, i)) {
        gains[exponent(values.longAt(i))] = 0;
      }
    }
  }

  static void write(ByteSink out, long bits, int first) {
    int code = exponent(bits) - first;
    if ((bits & TAIL) != 0 && code >= 0 && code < EXPONENTS) {
      long sign = (bits >>> 63) << 55;
      long number = sign | (long) code << MANTISSA_BITS | (bits & MANTISSA);
      out.writeLeading(number << 8, LONG_BYTES);
    } else {
      int bytes = bytes(bits);
      out.writeByte(ESCAPE | bytes);
      out.writeLeading(bits, bytes);
    }
  }

  static long read(ByteSource in, int first) {
    long start = in.peekLeading();
    int code = (int) (start >>> 60) & 7;
    return code < EXPONENTS ? readLong(in, start, code + first) : readShort(in, first);
  }

  private static long readLong(ByteSource in, long start, int exponent) {
    in.skip(LONG_BYTES);
    long number = start >>> 8;
    if ((number & TAIL) == 0) {
      throw new RowFormatException("a double that is not written the shortest way");
    }
    return (number >>> 55) << 63 | (long) exponent << MANTISSA_BITS | (number & MANTISSA);
  }

  private static long readShort(ByteSource in, int first) {
    int header = in.readByte();
    int bytes = header & 0x0f;
    if ((header & 0xf0) != ESCAPE || bytes > Long.BYTES) {
      throw new RowFormatException("a double that begins with %02x".formatted(header));
    }
    long bits = in.peekLeading() & (bytes == 0 ? 0 : -1L << (8 * (Long.BYTES - bytes)));
    in.skip(bytes);
    int code = exponent(bits) - first;
    if (bytes != bytes(bits) || ((bits & TAIL) != 0 && code >= 0 && code < EXPONENTS)) {
      throw new RowFormatException("a double that is not written the shortest way");
    }
    return ScalarCodec.requireOneNan(bits);
  }

  private static int exponent(long bits) {
    return (int) (bits >>> MANTISSA_BITS) & 0x7ff;
  }

  /** Without the zeros at the end. */
  private static int bytes(long bits) {
    return Long.BYTES - (Long.numberOfTrailingZeros(bits) >>> 3);
  }
}
