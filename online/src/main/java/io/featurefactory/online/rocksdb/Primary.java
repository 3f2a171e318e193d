package io.featurefactory.online.rocksdb;

import io.featurefactory.model.ViewId;
import io.featurefactory.online.OnlineErrors;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The database, opened for writing by the process that holds the lock. Its monitor guards every
 * change, so that a head is read, checked and written as one.
 */
final class Primary implements AutoCloseable {
  /** Removed files wait until so much was written, so that readers reopen seldom. */
  private static final long PURGE_BYTES = 256L << 20;

  private final StoreFolder folder;
  private final WriterLock lock;
  private final HeadFile head;
  private final RocksDB db;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private long unpurged;

  private Primary(StoreFolder folder, WriterLock lock, HeadFile head, RocksDB db) {
    this.folder = folder;
    this.lock = lock;
    this.head = head;
    this.db = db;
  }

  /** Takes the lock and opens the database, made if there is none. */
  static Primary open(
      StoreFolder folder, RocksDbSettings settings, RocksTuning tuning, Clock clock) {
    folder.create();
    WriterLock lock = WriterLock.acquire(folder, settings.lockTimeout(), clock);
    try {
      HeadFile head = HeadFile.create(folder.head());
      return new Primary(folder, lock, head, openDb(folder, head, tuning));
    } catch (IOException e) {
      lock.close();
      throw OnlineErrors.io(folder.store(), folder.path(), e);
    } catch (RocksDBException e) {
      lock.close();
      throw RocksErrors.of(folder, e);
    }
  }

  private static RocksDB openDb(StoreFolder folder, HeadFile head, RocksTuning tuning)
      throws RocksDBException {
    if (head.changes() > 0 && !folder.hasDb()) {
      throw RocksErrors.missingFiles();
    }
    head.beginRemoving();
    try {
      RocksDB db = RocksDB.open(tuning.writing(), folder.db().toString());
      db.disableFileDeletions();
      return db;
    } finally {
      head.endRemoving();
    }
  }

  synchronized ViewHead head(StoreKeys keys, ViewId view) {
    try {
      byte[] value = db.get(keys.head(view));
      return value == null ? ViewHead.NONE : ViewHeadCodec.decode(value);
    } catch (RocksDBException e) {
      throw RocksErrors.of(folder, e);
    }
  }

  /** True if there is a key with that prefix. */
  synchronized boolean hasAny(byte[] prefix) {
    try (RocksIterator entries = db.newIterator()) {
      entries.seek(prefix);
      return entries.isValid() && Prefix.starts(entries.key(), prefix);
    }
  }

  /** Makes all changes of the batch durable, and visible together. */
  synchronized void commit(WriteBatch batch) {
    try {
      db.write(synced, batch);
      head.countChange();
      unpurged += batch.getDataSize();
      if (unpurged >= PURGE_BYTES) {
        purge();
      }
    } catch (RocksDBException e) {
      throw RocksErrors.of(folder, e);
    }
  }

  /** Gives back the space of removed rows as far as whole files hold nothing else. */
  synchronized void reclaim(byte[] prefix) {
    try {
      List<byte[]> range = List.of(prefix, StoreKeys.end(prefix));
      db.deleteFilesInRanges(db.getDefaultColumnFamily(), range, false);
    } catch (RocksDBException e) {
      throw RocksErrors.of(folder, e);
    }
  }

  private void purge() throws RocksDBException {
    head.beginRemoving();
    try {
      db.enableFileDeletions();
      db.disableFileDeletions();
      unpurged = 0;
    } finally {
      head.endRemoving();
    }
  }

  /** Writes all rows to files, so that the next process opens at once; frees the lock. */
  @Override
  public synchronized void close() {
    head.beginRemoving();
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      db.flush(waiting);
      db.enableFileDeletions();
    } catch (RocksDBException e) {
      // What was committed is in the log, from which the next to open recovers it.
    } finally {
      db.close();
      synced.close();
      head.endRemoving();
      lock.close();
    }
  }
}
