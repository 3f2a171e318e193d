package io.featurefactory.model;

/** How much a looked-up value is worth. */
public enum ValueStatus {
  /** The key has a row. */
  PRESENT,
  /** The key has no row: the values are those of the view's empty row. */
  EMPTY,
  /** The values, present or empty, reflect data older than the view's {@code fresh_within}. */
  STALE,
  /** There is no value: the store failed or the row cannot be read. */
  ERROR
}
