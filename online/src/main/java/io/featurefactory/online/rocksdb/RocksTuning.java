package io.featurefactory.online.rocksdb;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/** How RocksDB is set up: bounded memory, and what several processes on one store need. */
final class RocksTuning implements AutoCloseable {
  private static final int BLOCK_BYTES = 8 * 1024;
  private static final long FILE_BYTES = 32L << 20;
  private static final double BITS_PER_KEY = 10;

  private final Cache cache;
  private final BloomFilter filter;
  private final Options writing;
  private final Options reading;

  RocksTuning(RocksDbSettings settings) {
    cache = new LRUCache(settings.cacheBytes());
    filter = new BloomFilter(BITS_PER_KEY);
    writing = options(settings).setCreateIfMissing(true);
    reading = options(settings);
  }

  /** Of the process that writes. */
  Options writing() {
    return writing;
  }

  /** Of secondary instances. */
  Options reading() {
    return reading;
  }

  private Options options(RocksDbSettings settings) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setFilterPolicy(filter)
            .setBlockSize(BLOCK_BYTES)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    return new Options()
        .setTableFormatConfig(table)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setWriteBufferSize(settings.writeBufferBytes())
        .setMaxWriteBufferNumber(2)
        .setTargetFileSizeBase(FILE_BYTES)
        .setMaxBackgroundJobs(2)
        // All files stay open, so that a secondary instance can read what was removed meanwhile.
        .setMaxOpenFiles(-1)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setMaxLogFileSize(1 << 20)
        .setStatsDumpPeriodSec(0);
  }

  @Override
  public void close() {
    writing.close();
    reading.close();
    filter.close();
    cache.close();
  }
}
