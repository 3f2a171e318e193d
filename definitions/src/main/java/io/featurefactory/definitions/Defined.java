package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.model.Definition;

/**
 * A resolved definition.
 *
 * @param value a source, view or service
 * @param definition as the registry keeps it
 * @param position where it is written
 */
public record Defined<T>(T value, Definition definition, Position position) {}
