package io.featurefactory.online.rocksdb;

import java.nio.ByteBuffer;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/**
 * How many commits the database itself has: an entry that every commit raises.
 *
 * <p>A secondary instance that finds a file missing or damaged opens all the same, as of an older
 * state. With fewer commits than the {@linkplain HeadFile head} counts, it is found out.
 */
final class ChangeCount {
  private static final byte[] KEY = {'c'};

  private ChangeCount() {}

  static void put(WriteBatch batch, long count) throws RocksDBException {
    batch.put(KEY, ByteBuffer.allocate(Long.BYTES).putLong(count).array());
  }

  static long of(RocksDB db) throws RocksDBException {
    byte[] value = db.get(KEY);
    return value == null || value.length != Long.BYTES ? 0 : ByteBuffer.wrap(value).getLong();
  }

  /** Fails as damaged if commits are missing. */
  static void require(RocksDB db, long expected) throws RocksDBException {
    long found = of(db);
    if (found < expected) {
      throw new RocksDBException(
          new Status(
              Status.Code.Corruption,
              Status.SubCode.None,
              "it has %d of %d commits".formatted(found, expected)));
    }
  }
}
