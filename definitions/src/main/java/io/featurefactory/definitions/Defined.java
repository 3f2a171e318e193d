package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.model.Definition;
import java.util.Map;

/**
 * A resolved definition.
 *
 * @param value a source, view or service
 * @param definition as the registry keeps it
 * @param position where it is written
 * @param columns where the type of each column of a source is written; empty for others
 */
public record Defined<T>(
    T value, Definition definition, Position position, Map<String, Position> columns) {
  public Defined {
    columns = Map.copyOf(columns);
  }

  Defined(T value, Definition definition, Position position) {
    this(value, definition, position, Map.of());
  }
}
