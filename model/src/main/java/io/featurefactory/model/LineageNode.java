package io.featurefactory.model;

/**
 * A column that values come from or go to: of a source, a feature of a view, a feature of a
 * service.
 *
 * @param owner what the column belongs to
 */
public record LineageNode(DefinitionId owner, String column) implements Comparable<LineageNode> {
  @Override
  public int compareTo(LineageNode other) {
    int byOwner = owner.compareTo(other.owner);
    return byOwner != 0 ? byOwner : column.compareTo(other.column);
  }

  /** {@code ad_performance v1.clicks_7d}, for messages. */
  @Override
  public String toString() {
    return owner + "." + column;
  }
}
