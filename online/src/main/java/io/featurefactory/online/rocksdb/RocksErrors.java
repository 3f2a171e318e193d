package io.featurefactory.online.rocksdb;

import io.featurefactory.model.FactoryException;
import io.featurefactory.online.OnlineErrors;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Tells what a failure of RocksDB means to the user. */
final class RocksErrors {
  private RocksErrors() {}

  static FactoryException of(StoreFolder folder, RocksDBException e) {
    String cause = String.valueOf(e.getMessage());
    if (isDiskFull(e)) {
      return OnlineErrors.diskFull(folder.store(), folder.path(), cause);
    }
    return isDamage(e)
        ? OnlineErrors.damaged(folder.store(), folder.path(), cause)
        : OnlineErrors.io(folder.store(), folder.path(), cause);
  }

  /** The store had rows, and its files are gone. */
  static RocksDBException missingFiles() {
    return new RocksDBException(
        new Status(Status.Code.Corruption, Status.SubCode.None, "db/CURRENT is missing"));
  }

  /**
   * Files that cannot be read, or that are missing: the database itself never removes one in use.
   */
  static boolean isDamage(RocksDBException e) {
    Status status = e.getStatus();
    return status != null
        && (status.getCode() == Status.Code.Corruption
            || status.getCode() == Status.Code.NotFound
            || String.valueOf(e.getMessage()).contains("No such file or directory"));
  }

  private static boolean isDiskFull(RocksDBException e) {
    Status status = e.getStatus();
    return (status != null && status.getSubCode() == Status.SubCode.NoSpace)
        || String.valueOf(e.getMessage()).contains("No space left");
  }
}
