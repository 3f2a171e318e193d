package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.ConstantText;
import io.featurefactory.definitions.yaml.DurationText;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Typed values in tests of features. */
final class TestValues {
  private TestValues() {}

  /**
   * The value of a column; null for NULL, and after a fault.
   *
   * @param at what {@code -2h} is before; null if the test does not say
   */
  static @Nullable Object read(
      YamlNode node, String column, DataType type, @Nullable Instant at, Faults faults) {
    if (node instanceof YamlScalar scalar && scalar.isNull()) {
      return null;
    }
    if (type instanceof DataType.Array array && node instanceof YamlSequence sequence) {
      DataType element = array.element() == Primitive.FLOAT ? Primitive.DOUBLE : array.element();
      List<Object> items = new ArrayList<>();
      for (YamlNode item : sequence.items()) {
        items.add(read(item, column, element, at, faults));
      }
      return Collections.unmodifiableList(items);
    }
    Object value =
        node instanceof YamlScalar scalar && !(type instanceof DataType.Array)
            ? find(scalar, type, at)
            : null;
    if (value == null) {
      faults.add(
          node.position(),
          DefinitionErrors.unexpected(column, node.describe(), expectation(type, at)));
    }
    return value;
  }

  private static String expectation(DataType type, @Nullable Instant at) {
    if (type == Primitive.TIMESTAMP) {
      return at == null
          ? "a time such as 2024-01-07T10:00:00Z; -2h needs 'at'"
          : "a time such as 2024-01-07T10:00:00Z, or -2h for two hours before 'at'";
    }
    return "a " + type.displayName();
  }

  /** The value of a text; null if it has none. */
  static @Nullable Object find(YamlScalar scalar, DataType type, @Nullable Instant at) {
    String text = scalar.text();
    if (type == Primitive.TIMESTAMP && at != null && text.startsWith("-")) {
      Duration before = DurationText.find(text.substring(1));
      return before == null ? null : at.minus(before);
    }
    return ConstantText.find(text, type);
  }
}
