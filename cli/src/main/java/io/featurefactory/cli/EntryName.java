package io.featurefactory.cli;

import io.featurefactory.model.DefinitionId;

/**
 * A definition as users name it.
 *
 * @param version 0 for whichever
 */
record EntryName(String name, int version) {
  /** Reads {@code name} or {@code name@version}. */
  static EntryName parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return new EntryName(text, 0);
    }
    String version = text.substring(at + 1).replaceFirst("^v", "");
    if (!version.matches("[1-9][0-9]{0,8}")) {
      throw CliErrors.badVersion(text);
    }
    return new EntryName(text.substring(0, at), Integer.parseInt(version));
  }

  boolean matches(DefinitionId id) {
    return id.name().equals(name) && (version == 0 || id.version() == version);
  }
}
