package io.featurefactory.model;

import org.jspecify.annotations.Nullable;

/** A walk over the rows of a view. For one thread; to be closed. */
public interface RowScan extends AutoCloseable {

  /** Of the moment of the scan; null if the view is not in the store, then there are no rows. */
  @Nullable OnlineProgress progress();

  /** Goes to the next row, the first at the first call; false after the last. */
  boolean next();

  /** The key of the row that {@link #next} went to; a new array for each. */
  byte[] key();

  /** The row that {@link #next} went to. */
  StoredRow row();

  @Override
  void close();
}
