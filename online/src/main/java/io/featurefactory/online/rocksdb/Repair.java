package io.featurefactory.online.rocksdb;

import io.featurefactory.online.OnlineErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Finds out whether a store is damaged, and starts over if so. */
final class Repair {
  private final StoreFolder folder;
  private final RocksDbSettings settings;
  private final RocksTuning tuning;
  private final Clock clock;

  Repair(StoreFolder folder, RocksDbSettings settings, RocksTuning tuning, Clock clock) {
    this.folder = folder;
    this.settings = settings;
    this.tuning = tuning;
    this.clock = clock;
  }

  /** Where the damaged files are now, and what was wrong; null if nothing was. */
  @Nullable String setAsideIfDamaged() {
    if (!folder.exists()) {
      return null;
    }
    folder.create();
    WriterLock lock = WriterLock.acquire(folder, settings.lockTimeout(), clock);
    try (Gate gate = Gate.open(folder.gate())) {
      HeadFile head = HeadFile.create(folder.head());
      Removal removal = Removal.begin(gate, head);
      try {
        String damage = findDamage(head);
        return damage == null ? null : setAside(head, damage);
      } finally {
        removal.end();
      }
    } catch (IOException e) {
      throw OnlineErrors.io(folder.store(), folder.path(), e);
    } finally {
      lock.close();
    }
  }

  private @Nullable String findDamage(HeadFile head) {
    if (!folder.hasDb()) {
      return head.changes() > 0 ? "db/CURRENT is missing" : null;
    }
    try (RocksDB db = RocksDB.open(tuning.writing(), folder.db().toString())) {
      db.verifyChecksum();
      return null;
    } catch (RocksDBException e) {
      if (RocksErrors.isDamage(e)) {
        return String.valueOf(e.getMessage());
      }
      throw RocksErrors.of(folder, e);
    }
  }

  private String setAside(HeadFile head, String damage) throws IOException {
    String where =
        Files.exists(folder.db()) ? folder.setAside(clock.instant()).toString() : "nowhere";
    head.resetChanges(0);
    return "%s (%s)".formatted(where, damage);
  }
}
