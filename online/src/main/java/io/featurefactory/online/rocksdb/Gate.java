package io.featurefactory.online.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock across threads and processes: shared by readers that open or follow the database, taken
 * alone by the writer while it removes files. A process that dies frees it.
 *
 * <p>Locks of files belong to a whole process, and closing any channel of the file frees them all.
 * So a process has one gate for each file, with one channel, closed by the last user; threads are
 * kept apart by a lock in memory.
 */
final class Gate implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final Map<Object, Gate> OPEN = new HashMap<>();

  private final Object fileKey;
  private final FileChannel channel;
  private final ReentrantReadWriteLock threads = new ReentrantReadWriteLock(true);
  private int users;
  private int sharing;
  private @Nullable FileLock shared;

  private Gate(Object fileKey, FileChannel channel) {
    this.fileKey = fileKey;
    this.channel = channel;
  }

  /** Makes the file, if there is none. */
  static void create(Path file) throws IOException {
    if (!Files.exists(file)) {
      FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
    }
  }

  /** The gate of a file that exists; to be closed. */
  static Gate open(Path file) throws IOException {
    synchronized (OPEN) {
      Object key = String.valueOf(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
      Gate gate = OPEN.get(key);
      if (gate == null) {
        gate = new Gate(key, channel(file));
        OPEN.put(key, gate);
      }
      gate.users++;
      return gate;
    }
  }

  /** A process that may not write to the folder can still share. */
  private static FileChannel channel(Path file) throws IOException {
    return Files.isWritable(file)
        ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
        : FileChannel.open(file, StandardOpenOption.READ);
  }

  /**
   * Waits while another process is alone, but no longer than that: a writer that was stopped must
   * not stop readers.
   *
   * @return false if the other is still alone; then there is nothing to leave
   */
  boolean enterShared(Duration patience) throws IOException {
    threads.readLock().lock();
    boolean entered = false;
    try {
      entered = lockShared(System.nanoTime() + patience.toNanos());
      return entered;
    } finally {
      if (!entered) {
        threads.readLock().unlock();
      }
    }
  }

  private synchronized boolean lockShared(long deadline) throws IOException {
    while (shared == null) {
      shared = channel.tryLock(0, Long.MAX_VALUE, true);
      if (shared == null) {
        if (System.nanoTime() - deadline >= 0) {
          return false;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    sharing++;
    return true;
  }

  void leaveShared() {
    try {
      unlockShared();
    } catch (IOException e) {
      // The channel is gone, and the lock with it.
    } finally {
      threads.readLock().unlock();
    }
  }

  private synchronized void unlockShared() throws IOException {
    FileLock lock = shared;
    if (--sharing == 0 && lock != null) {
      shared = null;
      lock.release();
    }
  }

  /**
   * Waits until all others have left, but no longer than that: who barges in is noticed by the
   * {@linkplain HeadFile phase}.
   *
   * @return to be left by the same thread
   */
  Alone enterAlone(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean held = lockThreads(patience);
    FileLock lock = held ? channel.tryLock() : null;
    while (held && lock == null && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      lock = channel.tryLock();
    }
    return new Alone(held, lock);
  }

  private boolean lockThreads(Duration patience) {
    try {
      return threads.writeLock().tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return threads.writeLock().tryLock();
    }
  }

  /** Being alone, or having barged in. */
  final class Alone {
    private final boolean held;
    private final @Nullable FileLock lock;

    private Alone(boolean held, @Nullable FileLock lock) {
      this.held = held;
      this.lock = lock;
    }

    void leave() {
      try {
        if (lock != null) {
          lock.release();
        }
      } catch (IOException e) {
        // The channel is gone, and the lock with it.
      } finally {
        if (held) {
          threads.writeLock().unlock();
        }
      }
    }
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (--users == 0) {
        OPEN.remove(fileKey);
        try {
          channel.close();
        } catch (IOException e) {
          // Nothing was written through it.
        }
      }
    }
  }
}
