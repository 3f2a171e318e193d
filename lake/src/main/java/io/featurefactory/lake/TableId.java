package io.featurefactory.lake;

/** The name of a table in the warehouse: {@code lake.clickstream}. */
public record TableId(String namespace, String name) implements Comparable<TableId> {
  /** The namespace of imported events and of tables that other programs write. */
  public static final String LAKE = "lake";

  public TableId {
    if (namespace.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException(
          "table: '%s.%s' (expected: a namespace and a name)".formatted(namespace, name));
    }
  }

  /** A table of events. */
  public static TableId lake(String name) {
    return new TableId(LAKE, name);
  }

  @Override
  public int compareTo(TableId other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return namespace + "." + name;
  }
}
