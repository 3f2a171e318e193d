package io.featurefactory.definitions.yaml;

/** A value of a YAML document. */
public sealed interface YamlNode permits YamlMapping, YamlSequence, YamlScalar {

  /** Where it starts. */
  Position position();

  /** For messages: {@code a list}, {@code 'text'}. */
  String describe();
}
