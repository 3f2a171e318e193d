package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.ValueStatus;
import org.jspecify.annotations.Nullable;

/** The values of a derived feature. */
final class DerivedColumn {
  private final @Nullable Object[] values;
  private final ValueStatus[] statuses;
  private @Nullable FactoryException failure;

  DerivedColumn(int rows) {
    this.values = new Object[rows];
    this.statuses = new ValueStatus[rows];
  }

  void put(int row, @Nullable Object value, ValueStatus status) {
    values[row] = value;
    statuses[row] = status;
  }

  void fail(int row, FactoryException why) {
    put(row, null, ValueStatus.ERROR);
    failure = why;
  }

  @Nullable Object value(int row) {
    return values[row];
  }

  ValueStatus status(int row) {
    return statuses[row];
  }

  @Nullable FactoryException failure() {
    return failure;
  }
}
