package io.featurefactory.definitions.yaml;

/** What can be wrong with a file before its meaning is looked at. */
final class YamlErrors {
  private YamlErrors() {}

  static String notYaml(String problem) {
    String hint = problem.contains("TAB") ? " (expected: spaces, YAML allows no tabs there)" : "";
    return "no valid YAML: " + problem.strip() + hint;
  }

  static String unprintable(int codePoint) {
    return "no valid YAML: character U+%04X (expected: printable text)".formatted(codePoint);
  }

  static String notUtf8(int offset) {
    return "no valid UTF-8 at byte %d (expected: a text file in UTF-8)".formatted(offset);
  }

  static String tooDeep(int deepest) {
    return "nested too deeply (expected: at most %d levels)".formatted(deepest);
  }

  static String alias() {
    return "anchors and aliases are not supported (expected: the value itself)";
  }

  static String tag(String tag) {
    return "tag %s is not supported (expected: a value without a tag)".formatted(tag);
  }

  static String keyIsNoText(String found) {
    return "a key is %s (expected: a name)".formatted(found);
  }

  static String duplicateKey(String key, int line) {
    return "duplicate key '%s' (the first is in line %d)".formatted(key, line);
  }

  static String unknownKey(String key, String suggestion) {
    return "unknown key '" + key + "'" + suggestion;
  }

  static String missing(String key, String expectation) {
    return "missing '%s' (expected: %s)".formatted(key, expectation);
  }

  static String unexpected(String key, String found, String expectation) {
    return "%s: %s (expected: %s)".formatted(key, found, expectation);
  }
}
