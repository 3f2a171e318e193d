package io.featurefactory.online.rocksdb;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Walks over one generation, in the order of its keys. */
final class RocksDbScan implements RowScan {
  private final Replica replica;
  private final @Nullable OnlineProgress progress;
  private final int prefixLength;
  private final Slice end;
  private final ReadOptions options;
  private final RocksIterator rows;
  private boolean started;
  private boolean closed;

  RocksDbScan(Replica replica, RocksDB db, @Nullable OnlineProgress progress, byte[] prefix) {
    this.replica = replica;
    this.progress = progress;
    this.prefixLength = prefix.length;
    this.end = new Slice(StoreKeys.end(prefix));
    this.options =
        new ReadOptions().setIterateUpperBound(end).setFillCache(false).setReadaheadSize(1 << 20);
    this.rows = db.newIterator(options);
    rows.seek(prefix);
  }

  @Override
  public @Nullable OnlineProgress progress() {
    return progress;
  }

  @Override
  public boolean next() {
    if (progress == null || closed) {
      return false;
    }
    if (started && rows.isValid()) {
      rows.next();
    }
    started = true;
    if (!rows.isValid()) {
      requireWhole();
      return false;
    }
    return true;
  }

  /** An iterator also ends at a block that it cannot read. */
  private void requireWhole() {
    try {
      rows.status();
    } catch (RocksDBException e) {
      throw replica.failed(e);
    }
  }

  @Override
  public byte[] key() {
    byte[] key = rows.key();
    return Arrays.copyOfRange(key, prefixLength, key.length);
  }

  @Override
  public StoredRow row() {
    return replica.decode(rows.value());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      rows.close();
      options.close();
      end.close();
      replica.release();
    }
  }
}
