package io.featurefactory.online.rocksdb;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a store is and what it may use.
 *
 * @param path a folder; made when something is written first
 * @param cacheBytes for blocks of rows, indexes and filters, per open store
 * @param writeBufferBytes of rows not yet in files; up to two of these while writing
 * @param lockTimeout how long a writer waits for another process to finish writing
 */
public record RocksDbSettings(
    Path path, long cacheBytes, long writeBufferBytes, Duration lockTimeout) {
  public RocksDbSettings {
    if (cacheBytes < 0) {
      throw new IllegalArgumentException(
          "cacheBytes: %d (expected: 0 or more)".formatted(cacheBytes));
    }
    if (writeBufferBytes < 65_536) {
      throw new IllegalArgumentException(
          "writeBufferBytes: %d (expected: 65536 or more)".formatted(writeBufferBytes));
    }
    if (lockTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "lockTimeout: %s (expected: zero or positive)".formatted(lockTimeout));
    }
  }

  /** The defaults, fit for a laptop: 32 MiB of cache, 16 MiB of write buffer, 30 s. */
  public static RocksDbSettings at(Path path) {
    return new RocksDbSettings(path, 32 << 20, 16 << 20, Duration.ofSeconds(30));
  }

  public RocksDbSettings withLockTimeout(Duration timeout) {
    return new RocksDbSettings(path, cacheBytes, writeBufferBytes, timeout);
  }

  public RocksDbSettings withWriteBufferBytes(long bytes) {
    return new RocksDbSettings(path, cacheBytes, bytes, lockTimeout);
  }
}
