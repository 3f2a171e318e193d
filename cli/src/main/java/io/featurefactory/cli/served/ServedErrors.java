package io.featurefactory.cli.served;

import io.featurefactory.lake.TableId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;

/** Every way in which the log of answers says no. */
final class ServedErrors {
  private ServedErrors() {}

  static FactoryException lacksColumn(TableId table, String column) {
    return new FactoryException(
        Kind.DATA,
        ("Table %s has no column %s (expected: all columns of docs/spec/served-log.md for the service as it"
                + " is applied). Its answers are of another definition, or the table was changed: move it"
                + " away, and new answers begin another")
            .formatted(table, column));
  }
}
