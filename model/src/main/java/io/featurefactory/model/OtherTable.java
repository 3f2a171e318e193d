package io.featurefactory.model;

import java.util.List;
import java.util.Objects;

/**
 * An Iceberg table that others write, which a project reads as one of its lake.
 *
 * @param name as the settings write it: {@code CATALOG.NAMESPACE.TABLE}
 * @param namespace its levels, at least one
 */
public record OtherTable(
    String name, CatalogSettings catalog, List<String> namespace, String table) {
  public OtherTable {
    Objects.requireNonNull(catalog);
    namespace = List.copyOf(namespace);
    if (namespace.isEmpty()) {
      throw new IllegalArgumentException("namespace of %s: none".formatted(name));
    }
  }
}
