package io.featurefactory.online.rocksdb;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.OnlineErrors;
import io.featurefactory.online.RowFormatException;
import io.featurefactory.online.StoredValue;
import io.featurefactory.online.ViewHead;
import io.featurefactory.online.ViewHeadCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A secondary instance of the database, as it was after a number of changes. It moves only in
 * {@link #catchUp}, which waits for the answers that are being read; so each answer is of one
 * moment. Closed when nobody uses it any more.
 */
final class Replica {
  private final StoreFolder folder;
  private final StoreKeys keys;
  private final RocksDB db;
  private final Scratch scratch;
  private final long phase;
  private final ReadWriteLock moving = new ReentrantReadWriteLock();
  private final Map<ViewId, ViewHead> heads = new ConcurrentHashMap<>();
  private volatile long changes;
  private int users = 1;

  private Replica(
      StoreFolder folder, StoreKeys keys, RocksDB db, Scratch scratch, long phase, long changes) {
    this.folder = folder;
    this.keys = keys;
    this.db = db;
    this.scratch = scratch;
    this.phase = phase;
    this.changes = changes;
  }

  /** Opens a replica that has so many changes at least; it has one user, the caller. */
  static Replica open(
      StoreFolder folder, StoreKeys keys, RocksTuning tuning, long phase, long changes)
      throws RocksDBException {
    Scratch scratch = scratch(folder);
    try {
      String path = folder.db().toString();
      RocksDB db = RocksDB.openAsSecondary(tuning.reading(), path, scratch.path().toString());
      return whole(new Replica(folder, keys, db, scratch, phase, changes));
    } catch (RocksDBException e) {
      scratch.close();
      throw e;
    }
  }

  private static Replica whole(Replica replica) throws RocksDBException {
    try {
      ChangeCount.require(replica.db, replica.changes);
      return replica;
    } catch (RocksDBException e) {
      replica.db.close();
      throw e;
    }
  }

  private static Scratch scratch(StoreFolder folder) {
    try {
      return Scratch.create();
    } catch (IOException e) {
      throw OnlineErrors.io(folder.store(), folder.path(), e);
    }
  }

  /** The phase in which it was opened, and in which it can be followed. */
  long phase() {
    return phase;
  }

  long changes() {
    return changes;
  }

  void catchUp(long toChanges) throws RocksDBException {
    moving.writeLock().lock();
    try {
      heads.clear();
      db.tryCatchUpWithPrimary();
      ChangeCount.require(db, toChanges);
      changes = toChanges;
    } finally {
      moving.writeLock().unlock();
    }
  }

  /** Adds a user; false if it is closed already. */
  synchronized boolean retain() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  /** Takes a user away; the last one closes it. */
  synchronized void release() {
    if (--users == 0) {
      db.close();
      scratch.close();
    }
  }

  @Nullable OnlineProgress progress(ViewId view) throws RocksDBException {
    moving.readLock().lock();
    try {
      return head(view).progress();
    } finally {
      moving.readLock().unlock();
    }
  }

  List<ViewId> views() throws RocksDBException {
    List<ViewId> views = new ArrayList<>();
    byte[] prefix = keys.heads();
    moving.readLock().lock();
    try (RocksIterator entries = db.newIterator()) {
      for (entries.seek(prefix); entries.isValid(); entries.next()) {
        if (!Prefix.starts(entries.key(), prefix)) {
          break;
        }
        if (ViewHeadCodec.decode(entries.value()).progress() != null) {
          views.add(keys.view(entries.key()));
        }
      }
      entries.status();
    } finally {
      moving.readLock().unlock();
    }
    views.sort(null);
    return views;
  }

  List<RowAnswer> read(List<RowRequest> requests) throws RocksDBException {
    moving.readLock().lock();
    try {
      return answer(requests);
    } finally {
      moving.readLock().unlock();
    }
  }

  private List<RowAnswer> answer(List<RowRequest> requests) throws RocksDBException {
    List<byte[]> rowKeys = new ArrayList<>();
    List<@Nullable OnlineProgress> progresses = new ArrayList<>();
    for (RowRequest request : requests) {
      OnlineProgress progress = head(request.view()).progress();
      progresses.add(progress);
      if (progress != null) {
        for (byte[] key : request.keys()) {
          rowKeys.add(keys.row(request.view(), progress.current().number(), key));
        }
      }
    }
    List<byte[]> values = rowKeys.isEmpty() ? List.of() : db.multiGetAsList(rowKeys);
    List<RowAnswer> answers = new ArrayList<>(requests.size());
    int next = 0;
    for (int i = 0; i < requests.size(); i++) {
      RowRequest request = requests.get(i);
      OnlineProgress progress = progresses.get(i);
      int size = progress == null ? 0 : request.keys().size();
      answers.add(answer(request, progress, values.subList(next, next + size)));
      next += size;
    }
    return answers;
  }

  private RowAnswer answer(
      RowRequest request, @Nullable OnlineProgress progress, List<byte @Nullable []> values)
      throws RocksDBException {
    List<@Nullable StoredRow> rows = new ArrayList<>(request.keys().size());
    for (int i = 0; i < request.keys().size(); i++) {
      byte[] value = progress == null ? null : values.get(i);
      if (value == null && progress != null && progress.begun() != null) {
        int generation = progress.current().number();
        value = db.get(keys.tombstone(request.view(), generation, request.keys().get(i)));
      }
      rows.add(value == null ? null : decode(value));
    }
    return new RowAnswer(progress, rows);
  }

  /** A walk over the rows as they are now; holds the replica open until it is closed. */
  RocksDbScan scan(ViewId view) throws RocksDBException {
    moving.readLock().lock();
    try {
      OnlineProgress progress = head(view).progress();
      int generation = progress == null ? 0 : progress.current().number();
      retain();
      return new RocksDbScan(this, db, progress, keys.rows(view, generation));
    } finally {
      moving.readLock().unlock();
    }
  }

  StoredRow decode(byte[] value) {
    try {
      return StoredValue.decode(value);
    } catch (RowFormatException e) {
      throw OnlineErrors.damaged(folder.store(), folder.path(), "a row without a run");
    }
  }

  FactoryException failed(RocksDBException e) {
    return RocksErrors.of(folder, e);
  }

  private ViewHead head(ViewId view) throws RocksDBException {
    ViewHead known = heads.get(view);
    if (known != null) {
      return known;
    }
    byte[] value = db.get(keys.head(view));
    ViewHead head = value == null ? ViewHead.NONE : ViewHeadCodec.decode(value);
    heads.put(view, head);
    return head;
  }
}
