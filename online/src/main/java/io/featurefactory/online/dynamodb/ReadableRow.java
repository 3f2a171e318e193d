package io.featurefactory.online.dynamodb;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DoubleText;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.StoredRow;
import io.featurefactory.online.KeyText;
import io.featurefactory.online.RowReader;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The key and the features of a row as attributes of its item, for people and other programs;
 * lookups do not read them ({@code docs/spec/online-dynamodb.md}). Immutable; for any number of
 * threads.
 */
final class ReadableRow {
  static final String KEY = "key";
  static final String FEATURES = "features";

  /** What DynamoDB takes for a number; a DOUBLE may be smaller or larger. */
  private static final BigDecimal LEAST = new BigDecimal("1e-130");

  private static final BigDecimal GREATEST = new BigDecimal("9.99e125");

  /** What DynamoDB counts for an element of a map or list, and for the map. */
  private static final int ELEMENT = 4;

  private final List<String> keys;
  private final RowSchema schema;
  private final RowReader reader;

  /**
   * The form of a view.
   *
   * @param keys names of its key columns, in their order
   */
  ReadableRow(List<String> keys, RowSchema schema) {
    this.keys = List.copyOf(keys);
    this.schema = schema;
    this.reader = new RowReader(schema);
  }

  /** The attributes of a row that is put; features that are NULL are left out. */
  Map<String, AttributeValue> attributes(RowChange change) {
    RowValues values = new RowValues(schema);
    reader.read(StoredRow.of(change.run(), change.row(), 0), values);
    Map<String, AttributeValue> features = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.value(i);
      if (value != null) {
        features.put(schema.columns().get(i).name(), attribute(value));
      }
    }
    return Map.of(
        KEY, AttributeValue.fromM(key(change.key())), FEATURES, AttributeValue.fromM(features));
  }

  private Map<String, AttributeValue> key(byte[] bytes) {
    List<String> texts = KeyText.find(bytes);
    Map<String, AttributeValue> key = new HashMap<>();
    for (int i = 0; texts != null && i < texts.size() && i < keys.size(); i++) {
      key.put(keys.get(i), AttributeValue.fromS(texts.get(i)));
    }
    return key;
  }

  /** Of the classes that {@link DataType} states; null stands for NULL in a list. */
  private static AttributeValue attribute(@Nullable Object value) {
    if (value == null) {
      return AttributeValue.fromNul(true);
    }
    if (value instanceof Boolean flag) {
      return AttributeValue.fromBool(flag);
    }
    if (value instanceof Long || value instanceof BigDecimal) {
      return AttributeValue.fromN(value.toString());
    }
    if (value instanceof Double number) {
      return number(number);
    }
    if (value instanceof Float number) {
      return number(Double.parseDouble(Float.toString(number)));
    }
    if (value instanceof List<?> list) {
      return AttributeValue.fromL(list.stream().map(ReadableRow::attribute).toList());
    }
    return AttributeValue.fromS(value.toString());
  }

  /** A text where DynamoDB has no such number: {@code nan}, {@code inf}, {@code 5e-324}. */
  private static AttributeValue number(double number) {
    String text = DoubleText.of(number);
    if (number == 0) {
      return AttributeValue.fromN("0");
    }
    if (!Double.isFinite(number)) {
      return AttributeValue.fromS(text);
    }
    BigDecimal size = new BigDecimal(text).abs();
    boolean fits = size.compareTo(LEAST) >= 0 && size.compareTo(GREATEST) <= 0;
    return fits
        ? AttributeValue.fromN(new BigDecimal(text).toString())
        : AttributeValue.fromS(text);
  }

  /** How much of an item they are, or some bytes more. */
  static int size(Map<String, AttributeValue> attributes) {
    int size = 0;
    for (Map.Entry<String, AttributeValue> entry : attributes.entrySet()) {
      size += utf8(entry.getKey()) + size(entry.getValue());
    }
    return size;
  }

  private static int size(AttributeValue value) {
    int size = ELEMENT;
    if (value.hasM()) {
      return size + size(value.m());
    }
    if (value.hasL()) {
      for (AttributeValue element : value.l()) {
        size += size(element);
      }
      return size;
    }
    String text = value.s() == null ? value.n() : value.s();
    return size + (text == null ? 1 : utf8(text));
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
