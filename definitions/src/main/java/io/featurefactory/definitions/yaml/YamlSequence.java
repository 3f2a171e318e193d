package io.featurefactory.definitions.yaml;

import java.util.List;

/** Values in the order of the text. */
public record YamlSequence(Position position, List<YamlNode> items) implements YamlNode {
  public YamlSequence {
    items = List.copyOf(items);
  }

  @Override
  public String describe() {
    return "a list";
  }
}
