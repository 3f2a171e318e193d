package io.featurefactory.online.rocksdb;

import io.featurefactory.online.OnlineErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a store: of one process at a time, and within it of one store. The
 * operating system takes it back when the process ends, however it ends.
 */
final class WriterLock implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /**
   * The stores that this process writes to. On POSIX, closing any channel of a file gives up all
   * locks that the process has on it; so nobody may even open the lock file of a store that is in
   * here.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private WriterLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /** Waits up to the timeout for the lock. */
  static WriterLock acquire(StoreFolder folder, Duration timeout, Clock clock) {
    long start = System.nanoTime();
    while (true) {
      WriterLock lock = tryAcquire(folder);
      if (lock != null) {
        lock.sign(folder, clock);
        return lock;
      }
      if (System.nanoTime() - start >= timeout.toNanos()
          || Thread.currentThread().isInterrupted()) {
        throw OnlineErrors.locked(folder.store(), folder.path(), holder(folder), timeout);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static @Nullable WriterLock tryAcquire(StoreFolder folder) {
    try {
      Path key = folder.path().toRealPath();
      if (!HELD.add(key)) {
        return null;
      }
      FileChannel channel = null;
      FileLock lock = null;
      try {
        channel =
            FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = channel.tryLock();
      } finally {
        if (lock == null) {
          if (channel != null) {
            channel.close();
          }
          HELD.remove(key);
        }
      }
      return lock == null ? null : new WriterLock(key, channel);
    } catch (IOException e) {
      throw OnlineErrors.io(folder.store(), folder.path(), e);
    }
  }

  private void sign(StoreFolder folder, Clock clock) {
    try {
      String text = ProcessHandle.current().pid() + " " + clock.instant() + "\n";
      Files.writeString(folder.writer(), text);
    } catch (IOException e) {
      close();
      throw OnlineErrors.io(folder.store(), folder.path(), e);
    }
  }

  /** Who holds the lock, as far as the file says. */
  private static String holder(StoreFolder folder) {
    String[] fields = signature(folder);
    return fields.length < 2
        ? "another process"
        : "process %s (since %s)".formatted(fields[0], fields[1]);
  }

  /** True if the process that wrote last is still there. */
  static boolean holderIsAlive(StoreFolder folder) {
    String[] fields = signature(folder);
    try {
      return fields.length == 2
          && ProcessHandle.of(Long.parseLong(fields[0])).map(ProcessHandle::isAlive).orElse(false);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String[] signature(StoreFolder folder) {
    try {
      return Files.readString(folder.writer()).strip().split(" ", 2);
    } catch (IOException e) {
      return new String[0];
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock is gone with the channel, closed well or not.
    } finally {
      HELD.remove(key);
    }
  }
}
