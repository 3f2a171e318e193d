package io.featurefactory.online.dynamodb;

import io.featurefactory.online.OnlineErrors;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The primary key of an item: partition and place in it. */
record ItemKey(SdkBytes partition, SdkBytes sort) {
  /** The attribute of the partition. */
  static final String PARTITION = "p";

  /** The attribute of the place in it. */
  static final String SORT = "k";

  static ItemKey of(Map<String, AttributeValue> item) {
    return new ItemKey(require(item, PARTITION).b(), require(item, SORT).b());
  }

  /** An attribute that every item has that this store writes. */
  static AttributeValue require(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw OnlineErrors.damagedEntry("an item without the attribute " + name);
    }
    return value;
  }

  Map<String, AttributeValue> attributes() {
    return Map.of(PARTITION, AttributeValue.fromB(partition), SORT, AttributeValue.fromB(sort));
  }
}
