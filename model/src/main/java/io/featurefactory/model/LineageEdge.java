package io.featurefactory.model;

/** The values of {@code to} are computed from those of {@code from}, directly. */
public record LineageEdge(LineageNode from, LineageNode to) {
  @Override
  public String toString() {
    return from + " -> " + to;
  }
}
