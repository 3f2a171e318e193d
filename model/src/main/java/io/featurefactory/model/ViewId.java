package io.featurefactory.model;

import java.io.Serializable;

/**
 * The identity of a feature view: a change of meaning is another version, with a log and online
 * rows of its own.
 *
 * @param version at least 1
 */
public record ViewId(String name, int version) implements Comparable<ViewId>, Serializable {
  public ViewId {
    if (version < 1) {
      throw new IllegalArgumentException(
          "version of " + name + ": " + version + " (expected: at least 1)");
    }
  }

  @Override
  public int compareTo(ViewId other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : Integer.compare(version, other.version);
  }

  /** {@code ad_performance v1}, for messages. */
  @Override
  public String toString() {
    return name + " v" + version;
  }
}
