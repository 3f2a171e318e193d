package io.featurefactory.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one import at a time work on a table; others wait. It spares work: what holds imports apart
 * when the lock does not reach (several machines) is the check at commit.
 *
 * <p>The lock of a process that dies is free.
 */
final class ImportLock {
  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

  private final ReentrantLock mine;
  private final FileChannel channel;

  private ImportLock(ReentrantLock mine, FileChannel channel) {
    this.mine = mine;
    this.channel = channel;
  }

  static ImportLock acquire(Path folder) {
    Path file = folder.resolve("import.lock").toAbsolutePath();
    ReentrantLock mine = IN_PROCESS.computeIfAbsent(file, k -> new ReentrantLock());
    mine.lock();
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.lock();
      return new ImportLock(mine, channel);
    } catch (IOException e) {
      mine.unlock();
      throw ImportErrors.lockFailed(file, e);
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      mine.unlock();
    }
  }
}
