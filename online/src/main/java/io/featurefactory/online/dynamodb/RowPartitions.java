package io.featurefactory.online.dynamodb;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;
import software.amazon.awssdk.core.SdkBytes;

/** The partitions among which the rows of a generation are divided by their keys. */
final class RowPartitions {
  /** Enough for 8,000 writes a second; DynamoDB divides them further where it must. */
  static final int COUNT = 8;

  /** A sort key has at most 1024 bytes. */
  private static final int LONGEST_PLAIN = 1023;

  private static final byte PLAIN = 0;
  private static final byte HASHED = 1;

  private final SdkBytes[] partitions = new SdkBytes[COUNT];

  /**
   * The partitions of rows.
   *
   * @param prefix what their keys have in common, all but the last byte
   */
  RowPartitions(SdkBytes prefix) {
    byte[] start = prefix.asByteArrayUnsafe();
    for (int i = 0; i < COUNT; i++) {
      byte[] key = Arrays.copyOf(start, start.length + 1);
      key[start.length] = (byte) i;
      partitions[i] = SdkBytes.fromByteArrayUnsafe(key);
    }
  }

  SdkBytes partition(int number) {
    return partitions[number];
  }

  /** Where the row of a key is. */
  ItemKey row(byte[] key) {
    CRC32 crc = new CRC32();
    crc.update(key, 0, key.length);
    return new ItemKey(partitions[(int) (crc.getValue() % COUNT)], sort(key));
  }

  private static SdkBytes sort(byte[] key) {
    boolean plain = isPlain(key);
    byte[] rest = plain ? key : sha256(key);
    byte[] sort = new byte[1 + rest.length];
    sort[0] = plain ? PLAIN : HASHED;
    System.arraycopy(rest, 0, sort, 1, rest.length);
    return SdkBytes.fromByteArrayUnsafe(sort);
  }

  /** Whether a key is in the sort key as it is; else only its hash is. */
  static boolean isPlain(byte[] key) {
    return key.length <= LONGEST_PLAIN;
  }

  /** The key of a sort key that has it as it is. */
  static byte[] plain(SdkBytes sort) {
    byte[] bytes = sort.asByteArrayUnsafe();
    return Arrays.copyOfRange(bytes, 1, bytes.length);
  }

  private static byte[] sha256(byte[] key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
