package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.ConstantText;
import io.featurefactory.definitions.expression.TypeNames;
import io.featurefactory.definitions.yaml.DurationText;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.Json;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlParser;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DoubleText;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.Layout;
import io.featurefactory.model.FeatureView.OnlineTarget;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a lookup needs to know of a view, so that it parses no expression: {@code schema} of the
 * view's {@link io.featurefactory.model.Definition}.
 *
 * @param keys in the order of the key's encoding
 * @param features in the order of the online row
 * @param online stores in the order of reading
 */
public record LookupSchema(
    List<FeatureView.Key> keys,
    List<Feature> features,
    Duration every,
    Duration freshWithin,
    List<OnlineTarget> online) {
  public LookupSchema {
    keys = List.copyOf(keys);
    features = List.copyOf(features);
    online = List.copyOf(online);
  }

  /**
   * A feature.
   *
   * @param empty its value for a key without events
   */
  public record Feature(String name, DataType type, @Nullable Object empty) {}

  /** Of a view. */
  public static LookupSchema of(FeatureView view) {
    Map<String, @Nullable Object> empty = EmptyRow.of(view);
    List<Feature> features =
        view.features().stream()
            .map(f -> new Feature(f.name(), f.type(), empty.get(f.name())))
            .toList();
    return new LookupSchema(view.keys(), features, view.every(), view.freshWithin(), view.online());
  }

  /** As JSON; {@link #parse} reads it. */
  public String toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("keys", keys.stream().map(key -> column(key.name(), key.type())).toList());
    json.put("features", features.stream().map(LookupSchema::feature).toList());
    json.put("every", DurationText.of(every));
    json.put("fresh_within", DurationText.of(freshWithin));
    json.put("online", online.stream().map(LookupSchema::target).toList());
    return Json.of(json);
  }

  private static Map<String, Object> column(String name, DataType type) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("type", type.displayName());
    return json;
  }

  private static Map<String, Object> feature(Feature feature) {
    Map<String, Object> json = column(feature.name(), feature.type());
    if (feature.empty() != null) {
      json.put("empty", text(feature.empty()));
    }
    return json;
  }

  /** Text, so that no reader of JSON can change a digit. */
  private static String text(Object value) {
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return value instanceof Double number ? DoubleText.of(number) : value.toString();
  }

  private static Map<String, Object> target(OnlineTarget target) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("store", target.store());
    json.put("layout", target.layout().name().toLowerCase(Locale.ROOT));
    if (target.keyTemplate() != null) {
      json.put("key", target.keyTemplate());
    }
    if (target.fieldTemplate() != null) {
      json.put("field", target.fieldTemplate());
    }
    return json;
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException for another text
   */
  public static LookupSchema parse(String json) {
    List<YamlNode> documents = YamlParser.parse("schema", json, new Faults());
    if (documents.size() != 1 || !(documents.get(0) instanceof YamlMapping schema)) {
      throw new IllegalArgumentException("schema: " + json + " (expected: a JSON object)");
    }
    return new LookupSchema(
        items(schema, "keys").stream()
            .map(key -> new FeatureView.Key(text(key, "name"), type(key)))
            .toList(),
        items(schema, "features").stream()
            .map(f -> new Feature(text(f, "name"), type(f), empty(f)))
            .toList(),
        duration(schema, "every"),
        duration(schema, "fresh_within"),
        items(schema, "online").stream().map(LookupSchema::target).toList());
  }

  private static OnlineTarget target(YamlMapping json) {
    return new OnlineTarget(
        text(json, "store"),
        Layout.valueOf(text(json, "layout").toUpperCase(Locale.ROOT)),
        find(json, "key"),
        find(json, "field"));
  }

  private static @Nullable Object empty(YamlMapping feature) {
    String text = find(feature, "empty");
    return text == null ? null : ConstantText.find(text, type(feature));
  }

  private static DataType type(YamlMapping column) {
    String text = text(column, "type");
    DataType type = TypeNames.find(text);
    if (type == null) {
      throw new IllegalArgumentException("type: " + text + " (expected: the name of a type)");
    }
    return type;
  }

  private static Duration duration(YamlMapping json, String key) {
    return Objects.requireNonNull(DurationText.find(text(json, key)), key);
  }

  private static List<YamlMapping> items(YamlMapping json, String key) {
    List<YamlMapping> items = new ArrayList<>();
    if (json.find(key) instanceof YamlSequence sequence) {
      for (YamlNode item : sequence.items()) {
        items.add((YamlMapping) item);
      }
    }
    return items;
  }

  private static String text(YamlMapping json, String key) {
    String text = find(json, key);
    if (text == null) {
      throw new IllegalArgumentException("schema without " + key + " (expected: one)");
    }
    return text;
  }

  private static @Nullable String find(YamlMapping json, String key) {
    return json.find(key) instanceof YamlScalar scalar ? scalar.text() : null;
  }
}
