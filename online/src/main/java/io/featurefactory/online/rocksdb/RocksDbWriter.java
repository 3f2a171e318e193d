package io.featurefactory.online.rocksdb;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.StoredValue;
import io.featurefactory.online.ViewHead;
import io.featurefactory.online.ViewHeadCodec;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** A session on the open database: each call is one batch of RocksDB, logged and synced. */
final class RocksDbWriter implements OnlineWriter {
  private final Primary db;
  private final StoreKeys keys;
  private @Nullable Runnable onClose;

  RocksDbWriter(Primary db, StoreKeys keys, Runnable onClose) {
    this.db = db;
    this.keys = keys;
    this.onClose = onClose;
  }

  @Override
  public Instant beginRun(ViewId view, int generation, long after, long run, Instant now) {
    synchronized (db) {
      ViewHead head = db.head(keys, view);
      ViewHead next = head.beginRun(generation, after, run, now);
      if (!next.equals(head)) {
        commit(batch -> putHead(batch, view, next));
      }
      return Objects.requireNonNull(next.begun()).started();
    }
  }

  @Override
  public void write(RowBatch rows) {
    synchronized (db) {
      ViewHead head = db.head(keys, rows.view());
      if (head.isBuilding(rows.generation())) {
        refuse(rows.changes().stream().anyMatch(RowChange::deletes), "a deletion (expected: rows)");
      } else {
        head.requireBegun(rows.generation(), rows.run());
        refuse(
            rows.changes().stream().anyMatch(c -> c.run() != rows.run()),
            "a row of another run (expected: run " + rows.run() + ")");
      }
      commit(
          batch -> {
            for (RowChange change : rows.changes()) {
              change(batch, rows, change);
            }
          });
    }
  }

  private void change(WriteBatch batch, RowBatch rows, RowChange change) throws RocksDBException {
    byte[] key = keys.row(rows.view(), rows.generation(), change.key());
    if (change.deletes()) {
      batch.delete(key);
      key = keys.tombstone(rows.view(), rows.generation(), change.key());
    }
    batch.put(key, StoredValue.encode(change));
  }

  @Override
  public Published finishRun(ViewId view, int generation, Published published) {
    synchronized (db) {
      ViewHead head = db.head(keys, view);
      if (!head.hasFinished(generation, published.run())) {
        ViewHead next = head.finishRun(generation, published);
        commit(
            batch -> {
              forgetTombstones(batch, view);
              putHead(batch, view, next);
            });
        return published;
      }
      OnlineProgress progress = Objects.requireNonNull(head.progress());
      return progress.current().published();
    }
  }

  @Override
  public int beginGeneration(ViewId view, String origin) {
    synchronized (db) {
      ViewHead head = db.head(keys, view);
      ViewHead next = head.beginGeneration(origin);
      ViewHead.Building abandoned = head.building();
      if (abandoned == null) {
        commit(batch -> putHead(batch, view, next));
      } else {
        remove(view, next, keys.rows(view, abandoned.number()));
      }
      return next.lastGeneration();
    }
  }

  @Override
  public void switchGeneration(ViewId view, int generation, Published published) {
    synchronized (db) {
      ViewHead next = db.head(keys, view).switchGeneration(generation, published);
      commit(
          batch -> {
            forgetTombstones(batch, view);
            putHead(batch, view, next);
          });
    }
  }

  @Override
  public void dropGeneration(ViewId view, int generation) {
    synchronized (db) {
      ViewHead head = db.head(keys, view);
      if (head.isSpare(generation)) {
        remove(view, head.dropGeneration(generation), keys.rows(view, generation));
      }
    }
  }

  @Override
  public void drop(ViewId view) {
    synchronized (db) {
      ViewHead head = db.head(keys, view);
      if (!head.equals(ViewHead.NONE)) {
        remove(view, head.drop(), keys.rows(view));
      }
    }
  }

  /** Removes rows together with the head that knew them. */
  private void remove(ViewId view, ViewHead next, byte[] rows) {
    commit(
        batch -> {
          batch.deleteRange(rows, StoreKeys.end(rows));
          if (next.begun() == null) {
            forgetTombstones(batch, view);
          }
          putHead(batch, view, next);
        });
    db.reclaim(rows);
  }

  private void putHead(WriteBatch batch, ViewId view, ViewHead head) throws RocksDBException {
    batch.put(keys.head(view), ViewHeadCodec.encode(head));
  }

  private void forgetTombstones(WriteBatch batch, ViewId view) throws RocksDBException {
    byte[] tombstones = keys.tombstones(view);
    if (db.hasAny(tombstones)) {
      batch.deleteRange(tombstones, StoreKeys.end(tombstones));
    }
  }

  private void commit(Changes changes) {
    try (WriteBatch batch = new WriteBatch()) {
      changes.addTo(batch);
      db.commit(batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException("a batch in memory", e);
    }
  }

  /** Adds changes to a batch. */
  private interface Changes {
    void addTo(WriteBatch batch) throws RocksDBException;
  }

  private static void refuse(boolean wrong, String what) {
    if (wrong) {
      throw new IllegalArgumentException("batch: " + what);
    }
  }

  @Override
  public void close() {
    Runnable action = onClose;
    onClose = null;
    if (action != null) {
      action.run();
    }
  }
}
