package io.featurefactory.online;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as objects, written and read: texts, long decimals, arrays and their elements. */
final class ScalarCodec {
  private static final long NAN = 0x7ff8000000000000L;
  private static final int FLOAT_NAN = 0x7fc00000;

  private ScalarCodec() {}

  static void writeText(ByteSink out, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    out.writeVarint(utf8.length);
    out.writeBytes(utf8);
  }

  static void writeDecimal(ByteSink out, BigDecimal value) {
    byte[] unscaled = value.unscaledValue().toByteArray();
    out.writeVarint(unscaled.length);
    out.writeBytes(unscaled);
  }

  static BigDecimal readDecimal(ByteSource in, Decimal type) {
    byte[] bytes = in.readBytes(in.readLength());
    if (bytes.length == 0) {
      throw new RowFormatException("a decimal of no bytes");
    }
    BigInteger unscaled = new BigInteger(bytes);
    if (unscaled.bitLength() / 8 + 1 != bytes.length) {
      throw new RowFormatException("a decimal that is not written the shortest way");
    }
    if (!ValueCheck.fits(unscaled, type)) {
      throw new RowFormatException("a decimal of more digits than " + type.displayName());
    }
    return new BigDecimal(unscaled, type.scale());
  }

  static long readShortDecimal(ByteSource in, Decimal type) {
    long unscaled = in.readSigned();
    if (!ValueCheck.fits(unscaled, type)) {
      throw new RowFormatException("a decimal of more digits than " + type.displayName());
    }
    return unscaled;
  }

  static long readMicros(ByteSource in) {
    long micros = in.readLong();
    if (micros < ValueCheck.FIRST_MICROSECOND) {
      throw new RowFormatException("a time of %d microseconds".formatted(micros));
    }
    return micros;
  }

  /** The bits of a DOUBLE; only one NaN is accepted. */
  static long readDoubleBits(ByteSource in) {
    return requireOneNan(in.readLong());
  }

  static long requireOneNan(long bits) {
    if (bits != NAN && Double.isNaN(Double.longBitsToDouble(bits))) {
      throw new RowFormatException("a NaN that is not 7ff8000000000000");
    }
    return bits;
  }

  static void writeArray(ByteSink out, Array type, List<?> list) {
    boolean hasNulls = list.contains(null);
    out.writeVarint(2L * list.size() + (hasNulls ? 1 : 0));
    int nulls = hasNulls ? out.writeBitmap(list.size()) : 0;
    boolean flags = type.element() == Primitive.BOOLEAN;
    int bits = flags ? out.writeBitmap(list.size()) : 0;
    for (int i = 0; i < list.size(); i++) {
      Object element = list.get(i);
      if (element == null) {
        out.setBit(nulls, i);
      } else if (!flags) {
        write(out, type.element(), element);
      } else if ((Boolean) element) {
        out.setBit(bits, i);
      }
    }
  }

  static List<@Nullable Object> readArray(ByteSource in, Array type) {
    long header = in.readVarint();
    long length = header >>> 1;
    if (length > 8L * in.remaining()) {
      throw new RowFormatException(
          "%d bytes (expected: an array of %d)".formatted(in.remaining(), length));
    }
    int size = (int) length;
    int nulls = (header & 1) == 1 ? readNulls(in, size) : -1;
    boolean flags = type.element() == Primitive.BOOLEAN;
    int bits = flags ? in.readBitmap(size) : -1;
    List<@Nullable Object> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      boolean isNull = nulls >= 0 && in.bit(nulls, i);
      if (flags) {
        list.add(flag(in.bit(bits, i), isNull));
      } else {
        list.add(isNull ? null : read(in, type.element()));
      }
    }
    return Collections.unmodifiableList(list);
  }

  /** Where the bitmap of NULLs is; it has at least one. */
  static int readNulls(ByteSource in, int size) {
    int nulls = in.readBitmap(size);
    for (int i = 0; i < size; i++) {
      if (in.bit(nulls, i)) {
        return nulls;
      }
    }
    throw new RowFormatException("a null bitmap without a NULL");
  }

  static @Nullable Boolean flag(boolean value, boolean isNull) {
    if (isNull && value) {
      throw new RowFormatException("a boolean that is NULL and true");
    }
    return isNull ? null : value;
  }

  private static void write(ByteSink out, DataType type, Object value) {
    if (type == Primitive.FLOAT) {
      out.writeInt(Float.floatToIntBits((Float) value));
      return;
    }
    switch (ValueForm.of(type)) {
      case BIGINT -> out.writeSigned((Long) value);
      case DOUBLE -> out.writeLong(Double.doubleToLongBits((Double) value));
      case TIMESTAMP -> out.writeLong(Boundaries.micros((Instant) value));
      case SHORT_DECIMAL -> out.writeSigned(((BigDecimal) value).unscaledValue().longValueExact());
      case LONG_DECIMAL -> writeDecimal(out, (BigDecimal) value);
      case VARCHAR -> writeText(out, (String) value);
      case BOOLEAN, ARRAY -> throw new IllegalStateException("element of type " + type);
    }
  }

  private static Object read(ByteSource in, DataType type) {
    if (type == Primitive.FLOAT) {
      return readFloat(in);
    }
    return switch (ValueForm.of(type)) {
      case BIGINT -> in.readSigned();
      case DOUBLE -> Double.longBitsToDouble(readDoubleBits(in));
      case TIMESTAMP -> Boundaries.ofMicros(readMicros(in));
      case SHORT_DECIMAL ->
          BigDecimal.valueOf(readShortDecimal(in, (Decimal) type), ((Decimal) type).scale());
      case LONG_DECIMAL -> readDecimal(in, (Decimal) type);
      case VARCHAR -> in.readText();
      case BOOLEAN, ARRAY -> throw new IllegalStateException("element of type " + type);
    };
  }

  private static float readFloat(ByteSource in) {
    int bits = in.readInt();
    if (bits != FLOAT_NAN && Float.isNaN(Float.intBitsToFloat(bits))) {
      throw new RowFormatException("a NaN that is not 7fc00000");
    }
    return Float.intBitsToFloat(bits);
  }
}
