package io.featurefactory.definitions.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys with values, in the order of the text; keys are unique. */
public record YamlMapping(Position position, List<Entry> entries) implements YamlNode {
  public YamlMapping {
    entries = List.copyOf(entries);
  }

  /** One key with its value. */
  public record Entry(YamlScalar key, YamlNode value) {}

  /** The value of a key; null if there is none. */
  public @Nullable YamlNode find(String key) {
    for (Entry entry : entries) {
      if (entry.key().text().equals(key)) {
        return entry.value();
      }
    }
    return null;
  }

  @Override
  public String describe() {
    return "a mapping";
  }
}
