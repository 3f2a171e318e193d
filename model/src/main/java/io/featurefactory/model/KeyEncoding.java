package io.featurefactory.model;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The bytes of an entity's key and their hash: the same in the kernel's SQL, in the log and in
 * every online store ({@code docs/spec/keys.md}).
 *
 * <p>Each key column gives the netstring {@code <bytes>:<text>,} of its canonical text, so that
 * different tuples never have the same bytes.
 */
public final class KeyEncoding {
  private KeyEncoding() {}

  /**
   * The bytes of a key.
   *
   * @param values in the order of the view's keys, none null, of the classes that {@link DataType}
   *     states
   */
  public static byte[] bytes(List<?> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 * values.size());
    for (Object value : values) {
      byte[] text = canonicalText(value).getBytes(StandardCharsets.UTF_8);
      out.writeBytes(Integer.toString(text.length).getBytes(StandardCharsets.US_ASCII));
      out.write(':');
      out.writeBytes(text);
      out.write(',');
    }
    return out.toByteArray();
  }

  /**
   * The hash by which rows are bucketed and sorted: the first eight bytes of the md5, little
   * endian, with the sign bit flipped, so that the order of the signed value is the order of the
   * unsigned one.
   */
  public static long hash(byte[] keyBytes) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(keyBytes);
      return ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getLong() ^ Long.MIN_VALUE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** The text that stands for a key value; timestamps are microseconds since 1970. */
  public static String canonicalText(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Instant instant) {
      return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    }
    if (value instanceof String || value instanceof Long || value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException(
        "key value of class %s (expected: a text, BIGINT, BOOLEAN, DECIMAL or TIMESTAMP)"
            .formatted(value.getClass().getSimpleName()));
  }
}
