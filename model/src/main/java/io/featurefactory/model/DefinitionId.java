package io.featurefactory.model;

import java.util.Comparator;

/**
 * The identity of something that a user defines.
 *
 * @param name unique within its kind
 * @param version at least 1; sources have no versions and always say 1
 */
public record DefinitionId(Kind kind, String name, int version)
    implements Comparable<DefinitionId> {
  private static final Comparator<DefinitionId> ORDER =
      Comparator.comparing(DefinitionId::kind)
          .thenComparing(DefinitionId::name)
          .thenComparingInt(DefinitionId::version);

  /** What is defined, in the order in which one needs the other. */
  public enum Kind {
    SOURCE,
    VIEW,
    SERVICE
  }

  public DefinitionId {
    if (version < 1 || (kind == Kind.SOURCE && version != 1)) {
      String expected = kind == Kind.SOURCE ? "1, sources have no versions" : "at least 1";
      throw new IllegalArgumentException(
          "version of %s: %d (expected: %s)".formatted(name, version, expected));
    }
  }

  public static DefinitionId source(String name) {
    return new DefinitionId(Kind.SOURCE, name, 1);
  }

  public static DefinitionId view(ViewId view) {
    return new DefinitionId(Kind.VIEW, view.name(), view.version());
  }

  public static DefinitionId service(String name, int version) {
    return new DefinitionId(Kind.SERVICE, name, version);
  }

  /** The same identity as a view's; only for the kind VIEW. */
  public ViewId viewId() {
    if (kind != Kind.VIEW) {
      throw new IllegalStateException(this + " is no view");
    }
    return new ViewId(name, version);
  }

  /** By kind, name, version. */
  @Override
  public int compareTo(DefinitionId other) {
    return ORDER.compare(this, other);
  }

  /** {@code source clickstream}, {@code ad_performance v1}, {@code service ranking v1}. */
  @Override
  public String toString() {
    return switch (kind) {
      case SOURCE -> "source " + name;
      case VIEW -> name + " v" + version;
      case SERVICE -> "service " + name + " v" + version;
    };
  }
}
