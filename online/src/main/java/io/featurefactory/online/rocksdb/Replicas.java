package io.featurefactory.online.rocksdb;

import io.featurefactory.online.OnlineErrors;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Gives readers a replica that has everything that was committed before they asked.
 *
 * <p>A secondary instance can follow its primary only while no file is removed, and it may not miss
 * the reopening of the primary. So whatever was opened or caught up is used only if the {@linkplain
 * HeadFile phase} is still the one of before; a new phase means a new replica. The {@link Gate}
 * keeps the writer from starting a phase in the meantime.
 */
final class Replicas implements AutoCloseable {
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final StoreFolder folder;
  private final StoreKeys keys;
  private final RocksTuning tuning;
  private @Nullable Gate gate;
  private volatile @Nullable HeadFile head;
  private volatile @Nullable Replica current;
  private volatile long lastLook = System.nanoTime() - LOOK_NANOS;
  private boolean closed;

  Replicas(StoreFolder folder, StoreKeys keys, RocksTuning tuning) {
    this.folder = folder;
    this.keys = keys;
    this.tuning = tuning;
  }

  /** A replica to be {@linkplain Replica#release released}; null if the store has nothing. */
  @Nullable Replica acquire() {
    while (true) {
      Replica replica = fresh();
      if (replica == null || replica.retain()) {
        return replica;
      }
    }
  }

  private @Nullable Replica fresh() {
    HeadFile known = head;
    Replica replica = current;
    boolean looked = System.nanoTime() - lastLook < LOOK_NANOS;
    return known != null && replica != null && looked && isFresh(replica, known)
        ? replica
        : refresh();
  }

  private static boolean isFresh(Replica replica, HeadFile head) {
    long phase = head.phase();
    boolean sameFiles = replica.phase() == phase || phase % 2 == 1;
    return sameFiles && replica.changes() == head.changes();
  }

  private synchronized @Nullable Replica refresh() {
    if (closed) {
      throw OnlineErrors.closed(folder.store());
    }
    HeadFile file = look();
    if (file == null) {
      return null;
    }
    Replica replica = current;
    if (replica != null && isFresh(replica, file)) {
      return replica;
    }
    try {
      boolean entered = gate().enterShared(PATIENCE);
      try {
        return advance(file);
      } finally {
        if (entered) {
          gate().leaveShared();
        }
      }
    } catch (IOException e) {
      throw OnlineErrors.io(folder.store(), folder.path(), e);
    }
  }

  private @Nullable Replica advance(HeadFile file) {
    RocksDBException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Replica replica = current;
      if (replica != null && isFresh(replica, file)) {
        return replica;
      }
      long phase = awaitStill(file);
      try {
        if (advance(file, phase, file.changes()) && file.phase() == phase) {
          return current;
        }
      } catch (RocksDBException e) {
        last = file.phase() == phase ? e : null;
        drop();
        LockSupport.parkNanos(PAUSE_NANOS * attempt);
      }
    }
    if (last != null) {
      throw RocksErrors.of(folder, last);
    }
    throw OnlineErrors.restless(folder.store(), folder.path());
  }

  private Gate gate() {
    return Objects.requireNonNull(gate);
  }

  /** Finds the head file, and notices if the whole folder was removed or replaced. */
  private @Nullable HeadFile look() {
    try {
      HeadFile known = head;
      lastLook = System.nanoTime();
      if (known != null && known.isCurrent()) {
        return known;
      }
      forget();
      HeadFile found = folder.exists() ? HeadFile.find(folder.head()) : null;
      if (found != null) {
        gate = Gate.open(folder.gate());
        head = found;
      }
      return found;
    } catch (IOException e) {
      throw OnlineErrors.io(folder.store(), folder.path(), e);
    }
  }

  /**
   * Waits while a writer removes files, unless that died or seems to be stopped: who opens them
   * nevertheless sees by the phase whether it was too early.
   */
  private long awaitStill(HeadFile file) {
    long start = System.nanoTime();
    long phase = file.phase();
    while (phase % 2 == 1
        && System.nanoTime() - start < PATIENCE.toNanos()
        && WriterLock.holderIsAlive(folder)) {
      LockSupport.parkNanos(PAUSE_NANOS);
      phase = file.phase();
    }
    return phase;
  }

  /** Follows, or opens anew; true if there is a current replica then. */
  private boolean advance(HeadFile file, long phase, long changes) throws RocksDBException {
    Replica replica = current;
    if (replica != null && replica.phase() == phase && phase % 2 == 0) {
      replica.catchUp(changes);
      return true;
    }
    if (!folder.hasDb()) {
      drop();
      if (changes > 0) {
        throw RocksErrors.missingFiles();
      }
      return true;
    }
    Replica next = Replica.open(folder, keys, tuning, phase, changes);
    if (file.phase() != phase) {
      next.release();
      return false;
    }
    drop();
    current = next;
    return true;
  }

  /** Lets go of a folder that is gone, or at the end. */
  private void forget() {
    drop();
    head = null;
    Gate open = gate;
    gate = null;
    if (open != null) {
      open.close();
    }
  }

  private void drop() {
    Replica replica = current;
    current = null;
    if (replica != null) {
      replica.release();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    forget();
  }
}
