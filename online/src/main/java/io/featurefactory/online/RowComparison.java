package io.featurefactory.online;

import io.featurefactory.model.StoredRow;

/**
 * Whether rows say the same: run, time and values bit by bit, whatever the format in which each was
 * written. For one thread.
 */
public final class RowComparison {
  private final RowReader reader;
  private final RowValues first;
  private final RowValues second;

  public RowComparison(RowSchema schema) {
    this.reader = new RowReader(schema);
    this.first = new RowValues(schema);
    this.second = new RowValues(schema);
  }

  /** True if they say the same. A row that cannot be read is the same as its bytes only. */
  public boolean same(StoredRow row, StoredRow other) {
    if (row.equals(other)) {
      return true;
    }
    if (row.run() != other.run() || row.deleted() || other.deleted()) {
      return false;
    }
    try {
      return reader.read(row, first) == reader.read(other, second) && first.sameAs(second);
    } catch (RowFormatException e) {
      return false;
    }
  }
}
