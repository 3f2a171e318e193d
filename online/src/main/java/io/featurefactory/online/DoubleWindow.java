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

  /** How many bytes the values of an exponent get shorter by, in a window. */
  private final int[] gains = new int[0x800];

  private final boolean[] seen = new boolean[0x800];
  private final int[] exponents;

  DoubleWindow(RowSchema schema) {
    this.schema = schema;
    this.exponents = new int[schema.columns().size()];
  }

  /**
   * The first exponent of the window with which the values are the shortest, the least of several;
   * negative if they are as short in format 1.
   */
  int choose(RowValues values) {
    int count = 0;
    int length = 0;
    int distinct = 0;
    for (int i = 0; i < values.size(); i++) {
      if (schema.form(i) == ValueForm.DOUBLE && !values.isNull(i)) {
        long bits = values.longAt(i);
        int exponent = exponent(bits);
        if (!seen[exponent]) {
          seen[exponent] = true;
          exponents[distinct++] = exponent;
        }
        int bytes = 1 + bytes(bits);
        gains[exponent] += Math.max(0, bytes - LONG_BYTES);
        length += bytes;
        count++;
      }
    }
    return best(count, length, distinct);
  }

  private int best(int count, int length, int distinct) {
    int first = USUAL;
    int most = 0;
    for (int i = 0; i < distinct; i++) {
      int candidate = Math.min(exponents[i], LAST);
      int gain = gain(candidate);
      if (gain > most || (gain == most && gain > 0 && candidate < first)) {
        first = candidate;
        most = gain;
      }
    }
    for (int i = 0; i < distinct; i++) {
      seen[exponents[i]] = false;
      gains[exponents[i]] = 0;
    }
    return length - most + ByteSink.signedLength(first - USUAL) < Long.BYTES * count ? first : NONE;
  }

  private int gain(int first) {
    int gain = 0;
    for (int i = 0; i < EXPONENTS; i++) {
      gain += gains[first + i];
    }
    return gain;
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

  /**
   * Reads values one after the other while each is in 7 bytes, as most are.
   *
   * @return the index of the first value that is left, for {@link #read}; {@code to} if none is
   */
  static int readRun(ByteSource in, int first, RowValues target, int from, int to) {
    byte[] bytes = in.bytes();
    int last = bytes.length - Long.BYTES;
    int position = in.position();
    int index = from;
    while (index < to && position <= last) {
      long start = ByteSource.leading(bytes, position);
      int code = code(start);
      if (code == EXPONENTS || (start >>> 8 & TAIL) == 0) {
        break;
      }
      target.putLong(index++, bits(start >>> 8, code + first));
      position += LONG_BYTES;
    }
    in.skip(position - in.position());
    return index;
  }

  static long read(ByteSource in, int first) {
    long start = in.peekLeading();
    int code = code(start);
    return code < EXPONENTS ? readLong(in, start, code + first) : readShort(in, first);
  }

  private static long readLong(ByteSource in, long start, int exponent) {
    in.skip(LONG_BYTES);
    long number = start >>> 8;
    if ((number & TAIL) == 0) {
      throw new RowFormatException("a double that is not written the shortest way");
    }
    return bits(number, exponent);
  }

  private static int code(long start) {
    return (int) (start >>> 60) & 7;
  }

  private static long bits(long number, int exponent) {
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
