package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;

/** Every way in which the lake says no to a stream. */
final class StreamErrors {
  private StreamErrors() {}

  static FactoryException contested(TableId table) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot add to %s: other writers were faster, ten times. Nothing was added; run it again"
            .formatted(table));
  }

  static FactoryException columnOfOtherType(TableId table, String column, String found, String is) {
    return new FactoryException(
        Kind.USER,
        "%s: column %s is %s (expected: %s, which ff ingest fills it with)"
            .formatted(table, column, found, is));
  }
}
