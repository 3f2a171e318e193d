package io.featurefactory.compute;

import io.featurefactory.lake.LakeField;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.RowRange;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of key hashes: one of {@code count} equal parts.
 *
 * @param count a power of two
 */
record Bucket(int index, int count) {
  /** Rows of input that one task takes: so many fit into a gigabyte. */
  static final long ROWS_OF_A_TASK = 8_000_000;

  private static final String HASH = "key_hash";
  private static final int HASH_BITS = 64;

  /** Beyond it tasks cost more than they share. */
  private static final long MOST = 1 << 16;

  Bucket {
    if (Integer.bitCount(count) != 1 || index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "bucket %d of %d (expected: a power of two, and an index below it)"
              .formatted(index, count));
    }
  }

  /** So many that each has about so many rows of a table or fewer. */
  static List<Bucket> ofAbout(long rowsOfEach, long rows) {
    long wanted = Math.max(1, rows / rowsOfEach + (rows % rowsOfEach == 0 ? 0 : 1));
    return all((int) Long.highestOneBit(Math.min(wanted, MOST) * 2 - 1));
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
    return count == 1 ? "" : " WHERE " + HASH + " BETWEEN " + low() + " AND " + high();
  }

  /** The least hash. */
  long low() {
    return Long.MIN_VALUE + (index * width());
  }

  /** The greatest hash. */
  long high() {
    return low() + (width() - 1);
  }

  /** How many hashes it has; 0, by overflow, for all of them. */
  private long width() {
    int bits = HASH_BITS - Integer.numberOfTrailingZeros(count);
    return bits == HASH_BITS ? 0 : 1L << bits;
  }

  /** A relation for FROM: the rows of a table's files with keys in this bucket. */
  String rows(LakeTable table, List<LakeFile> files) {
    if (count == 1) {
      return table.relation(files);
    }
    LakeField hash = table.findColumn(HASH);
    List<LakeFile> some =
        hash == null ? files : files.stream().filter(f -> mayHoldRows(f, hash)).toList();
    return table.relation(some, new RowRange(HASH, low(), high()));
  }

  private boolean mayHoldRows(LakeFile file, LakeField hash) {
    return !(file.lower(hash) instanceof Long lowest)
        || !(file.upper(hash) instanceof Long highest)
        || (lowest <= high() && highest >= low());
  }
}
