package io.featurefactory.definitions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The definitions that the documentation shows. */
final class Examples {
  static final Environment ENVIRONMENT =
      new Environment(Set.of("default", "cache"), Duration.ofMinutes(30));
  static final List<String> NAMES =
      List.of("ads.yaml", "other-kinds.yaml", "services.yaml", "hash-layout.yaml");

  private Examples() {}

  static List<DefinitionFile> files() {
    return NAMES.stream().map(Examples::file).toList();
  }

  static DefinitionFile file(String name) {
    try (InputStream in = Examples.class.getResourceAsStream("examples/" + name)) {
      return DefinitionFile.of("features/" + name, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Definitions read() {
    return DefinitionReader.read(files(), ENVIRONMENT);
  }
}
