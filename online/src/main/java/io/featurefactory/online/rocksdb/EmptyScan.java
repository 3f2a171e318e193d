package io.featurefactory.online.rocksdb;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The scan of a store that has nothing. */
enum EmptyScan implements RowScan {
  INSTANCE;

  @Override
  public @Nullable OnlineProgress progress() {
    return null;
  }

  @Override
  public boolean next() {
    return false;
  }

  @Override
  public byte[] key() {
    throw new NoSuchElementException();
  }

  @Override
  public StoredRow row() {
    throw new NoSuchElementException();
  }

  @Override
  public void close() {}
}
