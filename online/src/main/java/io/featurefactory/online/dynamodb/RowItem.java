package io.featurefactory.online.dynamodb;

import io.featurefactory.model.RowChange;
import io.featurefactory.model.StoredRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** A row, or a tombstone, as an item. */
final class RowItem {
  /** What DynamoDB takes for an item, names of attributes included. */
  static final int LARGEST = 400 * 1024;

  /** The run that changed the row, a number. */
  static final String RUN = "n";

  /** The run that put the item; none if it was built. Only a later one may take its place. */
  private static final String ORDER = "o";

  /** When a tombstone may go, in seconds of the epoch. */
  static final String EXPIRY = "x";

  static final String ROW = "v";
  private static final String LONG_KEY = "f";

  /** Names of attributes and two numbers. */
  private static final int OVERHEAD = 50;

  private RowItem() {}

  /**
   * The item of a row of a generation that is being built.
   *
   * @param readable attributes for others; lookups do not read them
   */
  static Map<String, AttributeValue> built(
      ItemKey at, RowChange change, Map<String, AttributeValue> readable) {
    Map<String, AttributeValue> item = new HashMap<>(readable);
    item.putAll(at.attributes());
    item.put(RUN, number(change.run()));
    item.put(ROW, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(change.row())));
    return withLongKey(item, change);
  }

  /**
   * The item of a change that a run makes.
   *
   * @param readable attributes for others; lookups do not read them
   * @param expiry when it may go, if it is a tombstone
   */
  static Map<String, AttributeValue> published(
      ItemKey at, RowChange change, Map<String, AttributeValue> readable, Instant expiry) {
    Map<String, AttributeValue> item = new HashMap<>(readable);
    item.putAll(at.attributes());
    item.put(RUN, number(change.run()));
    item.put(ORDER, number(change.run()));
    if (change.deletes()) {
      item.put(EXPIRY, number(expiry.getEpochSecond()));
    } else {
      item.put(ROW, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(change.row())));
    }
    return withLongKey(item, change);
  }

  /** The same row in another partition, as if it had been built there. */
  static Map<String, AttributeValue> copied(Map<String, AttributeValue> item, SdkBytes partition) {
    Map<String, AttributeValue> copy = new HashMap<>(item);
    copy.put(ItemKey.PARTITION, AttributeValue.fromB(partition));
    copy.remove(ORDER);
    return copy;
  }

  private static Map<String, AttributeValue> withLongKey(
      Map<String, AttributeValue> item, RowChange change) {
    if (!RowPartitions.isPlain(change.key())) {
      item.put(LONG_KEY, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(change.key())));
    }
    return item;
  }

  private static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  /** The put of an item, if nothing newer is there. */
  static PutItemRequest.Builder put(Map<String, AttributeValue> item) {
    PutItemRequest.Builder request = PutItemRequest.builder().item(item);
    AttributeValue order = item.get(ORDER);
    return order == null
        ? request.conditionExpression("attribute_not_exists(o)")
        : request
            .conditionExpression("attribute_not_exists(o) OR o <= :o")
            .expressionAttributeValues(Map.of(":o", order));
  }

  /** How large the item is, or some bytes more. */
  static int size(ItemKey at, RowChange change, Map<String, AttributeValue> readable) {
    int longKey = RowPartitions.isPlain(change.key()) ? 0 : change.key().length;
    return OVERHEAD
        + at.partition().asByteArrayUnsafe().length
        + at.sort().asByteArrayUnsafe().length
        + change.row().length
        + ReadableRow.size(readable)
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
}
