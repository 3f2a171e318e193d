package io.featurefactory.cli;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureView;
import io.featurefactory.serving.DecimalText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys as users type them: {@code ad_id=AD-1 category=bikes}. */
final class KeyArguments {
  private final Map<String, String> values;

  private KeyArguments(Map<String, String> values) {
    this.values = values;
  }

  /** Splits the arguments; a value may contain {@code =}. */
  static KeyArguments parse(List<String> arguments) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw CliErrors.noKeyValue(argument);
      }
      String name = argument.substring(0, equals);
      if (values.put(name, argument.substring(equals + 1)) != null) {
        throw CliErrors.keyTwice(name);
      }
    }
    return new KeyArguments(values);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Fails if a key was given that nobody asks for. */
  void requireOnly(String entry, List<String> known) {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw CliErrors.unknownKey(entry, name, known);
      }
    }
  }

  /** The typed values of a view's keys, in order; all have to be there. */
  List<Object> values(String entry, List<FeatureView.Key> keys) {
    List<String> missing =
        keys.stream().map(FeatureView.Key::name).filter(k -> !values.containsKey(k)).toList();
    if (!missing.isEmpty()) {
      throw CliErrors.missingKeys(entry, missing, keys);
    }
    List<Object> typed = new ArrayList<>();
    for (FeatureView.Key key : keys) {
      typed.add(value(key));
    }
    return typed;
  }

  /** The typed value of a key that is there. */
  Object value(FeatureView.Key key) {
    String text = values.getOrDefault(key.name(), "");
    try {
      return typed(text, key.type());
    } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
      throw CliErrors.badKeyValue(key, text);
    }
  }

  private static Object typed(String text, DataType type) {
    if (type instanceof DataType.Decimal decimal) {
      return DecimalText.parse(text, decimal);
    }
    if (type == DataType.Primitive.BIGINT) {
      return Long.valueOf(text);
    }
    if (type == DataType.Primitive.BOOLEAN) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new NumberFormatException(text);
      }
      return Boolean.valueOf(text);
    }
    if (type == DataType.Primitive.TIMESTAMP) {
      Instant instant = InstantArgument.parse(text);
      return Boundaries.ofMicros(Boundaries.micros(instant));
    }
    return text;
  }
}
