package io.featurefactory.online.dynamodb;

import io.featurefactory.model.RowChange;
import io.featurefactory.model.StoredRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A row, or a tombstone, as an item. */
final class RowItem {
  /** What DynamoDB takes for an item, names of attributes included. */
  static final int LARGEST = 400 * 1024;

  /** The run, a number. */
  static final String RUN = "n";

  /** When a tombstone may go, in seconds of the epoch. */
  static final String EXPIRY = "x";

  private static final String ROW = "v";
  private static final String LONG_KEY = "f";

  /** Names of attributes and a number of 21 bytes. */
  private static final int OVERHEAD = 32;

  private RowItem() {}

  /**
   * The item of a change.
   *
   * @param expiry of a tombstone
   */
  static Map<String, AttributeValue> encode(ItemKey at, RowChange change, Instant expiry) {
    Map<String, AttributeValue> item = new HashMap<>(at.attributes());
    item.put(RUN, AttributeValue.fromN(Long.toString(change.run())));
    if (change.deletes()) {
      item.put(EXPIRY, AttributeValue.fromN(Long.toString(expiry.getEpochSecond())));
    } else {
      item.put(ROW, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(change.row())));
    }
    if (!RowPartitions.isPlain(change.key())) {
      item.put(LONG_KEY, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(change.key())));
    }
    return item;
  }

  /** How large the item is, or some bytes more. */
  static int size(ItemKey at, RowChange change) {
    int longKey = RowPartitions.isPlain(change.key()) ? 0 : change.key().length;
    return OVERHEAD
        + at.partition().asByteArrayUnsafe().length
        + at.sort().asByteArrayUnsafe().length
        + change.row().length
        + longKey;
  }

  static StoredRow row(Map<String, AttributeValue> item) {
    long run = Long.parseLong(ItemKey.require(item, RUN).n());
    AttributeValue row = item.get(ROW);
    return row == null ? StoredRow.tombstone(run) : StoredRow.of(run, bytes(row), 0);
  }

  static byte[] key(Map<String, AttributeValue> item) {
    AttributeValue whole = item.get(LONG_KEY);
    return whole == null
        ? RowPartitions.plain(ItemKey.require(item, ItemKey.SORT).b())
        : bytes(whole);
  }

  private static byte[] bytes(AttributeValue value) {
    return value.b().asByteArrayUnsafe();
  }

  /** What is to hold of the item that is there: nothing older takes the place of anything newer. */
  static final String NOT_NEWER = "attribute_not_exists(p) OR n <= :run";

  static Map<String, AttributeValue> run(Map<String, AttributeValue> item) {
    return Map.of(":run", ItemKey.require(item, RUN));
  }
}
