package io.featurefactory.online.rocksdb;

import io.featurefactory.model.ViewId;
import io.featurefactory.online.OnlineErrors;
import io.featurefactory.online.ViewHead;
import io.featurefactory.online.ViewHeadCodec;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
  private final Gate gate;
  private final HeadFile head;
  private final RocksDB db;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private long unpurged;

  private Primary(StoreFolder folder, WriterLock lock, Gate gate, HeadFile head, RocksDB db) {
    this.folder = folder;
    this.lock = lock;
    this.gate = gate;
    this.head = head;
    this.db = db;
  }

  /** Takes the lock and opens the database, made if there is none. */
  static Primary open(
      StoreFolder folder, RocksDbSettings settings, RocksTuning tuning, Clock clock) {
    folder.create();
    WriterLock lock = WriterLock.acquire(folder, settings.lockTimeout(), clock);
    Gate gate = null;
    try {
      gate = Gate.open(folder.gate());
      HeadFile head = HeadFile.create(folder.head());
      return new Primary(folder, lock, gate, head, openDb(folder, gate, head, tuning));
    } catch (IOException e) {
      abandon(lock, gate);
      throw OnlineErrors.io(folder.store(), folder.path(), e);
    } catch (RocksDBException e) {
      abandon(lock, gate);
      throw RocksErrors.of(folder, e);
    }
  }

  private static void abandon(WriterLock lock, @Nullable Gate gate) {
    if (gate != null) {
      gate.close();
    }
    lock.close();
  }

  private static RocksDB openDb(StoreFolder folder, Gate gate, HeadFile head, RocksTuning tuning)
      throws IOException, RocksDBException {
    if (head.changes() > 0 && !folder.hasDb()) {
      throw RocksErrors.missingFiles();
    }
    Removal removal = Removal.begin(gate, head);
    try {
      RocksDB db = RocksDB.open(tuning.writing(), folder.db().toString());
      db.disableFileDeletions();
      head.resetChanges(ChangeCount.of(db));
      return db;
    } finally {
      removal.end();
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
      ChangeCount.put(batch, head.changes() + 1);
      db.write(synced, batch);
      head.countChange();
      unpurged += batch.getDataSize();
      if (unpurged >= PURGE_BYTES) {
        purge();
        unpurged = 0;
      }
    } catch (IOException e) {
      throw OnlineErrors.io(folder.store(), folder.path(), e);
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

  private void purge() throws IOException, RocksDBException {
    Removal removal = Removal.begin(gate, head);
    try {
      db.enableFileDeletions();
      db.disableFileDeletions();
    } finally {
      removal.end();
    }
  }

  /** Writes all rows to files, so that the next process opens at once; frees the lock. */
  @Override
  public synchronized void close() {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      db.flush(waiting);
      purge();
    } catch (IOException | RocksDBException e) {
      // What was committed is in the log, from which the next to open recovers it.
    } finally {
      db.close();
      synced.close();
      gate.close();
      lock.close();
    }
  }
}
