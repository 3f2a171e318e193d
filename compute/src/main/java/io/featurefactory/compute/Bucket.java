package io.featurefactory.compute;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of key hashes: one of {@code count} equal parts.
 *
 * @param count a power of two
 */
record Bucket(int index, int count) {
  private static final int HASH_BITS = 64;

  Bucket {
    if (Integer.bitCount(count) != 1 || index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "bucket %d of %d (expected: a power of two, and an index below it)"
              .formatted(index, count));
    }
  }

  /** All buckets. */
  static List<Bucket> all(int count) {
    List<Bucket> buckets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      buckets.add(new Bucket(i, count));
    }
    return buckets;
  }

  /** A WHERE clause with a blank before it; nothing where one bucket holds all keys. */
  String where() {
    if (count == 1) {
      return "";
    }
    int bits = Integer.numberOfTrailingZeros(count);
    long low = Long.MIN_VALUE + ((long) index << (HASH_BITS - bits));
    long high = low + ((1L << (HASH_BITS - bits)) - 1);
    return " WHERE key_hash BETWEEN " + low + " AND " + high;
  }
}
