package io.featurefactory.online;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads fields from a byte array; refuses to go past its end. For one thread. */
final class ByteSource {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private int position;

  ByteSource(byte[] bytes, int offset) {
    this.bytes = bytes;
    this.position = offset;
  }

  /** All of them, for a loop of its own. */
  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  int remaining() {
    return bytes.length - position;
  }

  int readByte() {
    return bytes[advance(1)] & 0xff;
  }

  long readLong() {
    return (long) LONG.get(bytes, advance(8));
  }

  /** The next 8 bytes, the first the highest; 0 for those after the end. Goes on by none. */
  long peekLeading() {
    if (bytes.length - position >= Long.BYTES) {
      return leading(bytes, position);
    }
    long value = 0;
    for (int i = position; i < bytes.length; i++) {
      value |= (bytes[i] & 0xffL) << (8 * (position + 7 - i));
    }
    return value;
  }

  /** 8 bytes, the first the highest. */
  static long leading(byte[] bytes, int position) {
    return (long) BIG_ENDIAN.get(bytes, position);
  }

  void skip(int length) {
    advance(length);
  }

  int readInt() {
    return (int) INT.get(bytes, advance(4));
  }

  long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        if ((next == 0 && shift > 0) || (shift == 63 && next > 1)) {
          throw new RowFormatException("a number that is not written the shortest way");
        }
        return value;
      }
    }
    throw new RowFormatException("a number of more than 10 bytes");
  }

  long readSigned() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A length that fits into what remains. */
  int readLength() {
    long length = readVarint();
    if (length < 0 || length > remaining()) {
      throw new RowFormatException(
          "%d bytes (expected: %s)".formatted(remaining(), unsigned(length)));
    }
    return (int) length;
  }

  /** Skips a bitmap of so many bits, checks that the unused ones are 0, and returns where it is. */
  int readBitmap(int bits) {
    int start = advance((bits + 7) >>> 3);
    if ((bits & 7) != 0 && (bytes[position - 1] & 0xff) >>> (bits & 7) != 0) {
      throw new RowFormatException("a bit that is not used and not 0");
    }
    return start;
  }

  boolean bit(int bitmap, int index) {
    return (bytes[bitmap + (index >>> 3)] & 1 << (index & 7)) != 0;
  }

  byte[] readBytes(int length) {
    int start = advance(length);
    byte[] copy = new byte[length];
    System.arraycopy(bytes, start, copy, 0, length);
    return copy;
  }

  String readText() {
    int length = readLength();
    int start = advance(length);
    for (int i = start; i < position; i++) {
      if (bytes[i] < 0) {
        return unicode(start, length);
      }
    }
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }

  private String unicode(int start, int length) {
    try {
      ByteBuffer text = ByteBuffer.wrap(bytes, start, length);
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw new RowFormatException("a text that is not UTF-8");
    }
  }

  private int advance(int length) {
    int start = position;
    if (length > bytes.length - start) {
      throw new RowFormatException(
          "%d bytes (expected: %d more)".formatted(bytes.length - start, length));
    }
    position = start + length;
    return start;
  }

  private static String unsigned(long value) {
    return Long.toUnsignedString(value);
  }
}
