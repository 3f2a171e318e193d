package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlParser;
import java.util.List;

/** The documents of files. */
final class YamlFiles {
  private YamlFiles() {}

  /** Those that are not empty; those before a mistake if the file is no YAML. */
  static List<YamlNode> parse(DefinitionFile file, Faults faults) {
    String text = file.text();
    if (text == null) {
      faults.add(new Position(file.name(), 1, 1), DefinitionErrors.notUtf8(file.firstBadByte()));
      return List.of();
    }
    return YamlParser.parse(file.name(), text, faults);
  }
}
