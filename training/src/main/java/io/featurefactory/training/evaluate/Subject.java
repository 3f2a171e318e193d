package io.featurefactory.training.evaluate;

import java.util.Set;
import java.util.TreeSet;

/**
 * What is left out of the model to see what it is worth.
 *
 * @param name of the view, or of the column of a feature
 * @param columns names of the columns that go
 */
public record Subject(String name, Kind kind, Set<String> columns) {
  public Subject {
    columns = new TreeSet<>(columns);
  }

  /** What it is. */
  public enum Kind {
    /** All features of a view, and the derived ones that use one of them. */
    VIEW,
    FEATURE,
    DERIVED
  }
}
