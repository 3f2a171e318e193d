package io.featurefactory.online;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing byte array to which rows are written, field by field. For one thread; reusable. */
final class ByteSink {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int size;

  ByteSink(int capacity) {
    bytes = new byte[capacity];
  }

  void clear() {
    size = 0;
  }

  void writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void writeBytes(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  void writeLong(long value) {
    reserve(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  /** The first bytes of a number, the highest first. */
  void writeLeading(long value, int bytes) {
    reserve(8);
    BIG_ENDIAN.set(this.bytes, size, value);
    size += bytes;
  }

  void writeInt(int value) {
    reserve(4);
    INT.set(bytes, size, value);
    size += 4;
  }

  /** Base 128, unsigned. */
  void writeVarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Base 128, small absolute values are short. */
  void writeSigned(long value) {
    writeVarint((value << 1) ^ (value >> 63));
  }

  /** How many bytes {@link #writeSigned} writes. */
  static int signedLength(long value) {
    long mapped = (value << 1) ^ (value >> 63);
    return mapped == 0 ? 1 : (70 - Long.numberOfLeadingZeros(mapped)) / 7;
  }

  /** Room for so many bits, all 0; returns where, for {@link #setBit}. */
  int writeBitmap(int bits) {
    int length = (bits + 7) >>> 3;
    reserve(length);
    Arrays.fill(bytes, size, size + length, (byte) 0);
    size += length;
    return size - length;
  }

  void setBit(int bitmap, int index) {
    bytes[bitmap + (index >>> 3)] |= (byte) (1 << (index & 7));
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
