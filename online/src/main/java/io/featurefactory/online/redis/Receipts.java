package io.featurefactory.online.redis;

import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What a session has written of a run or of a generation, as bits of a value beside the rows of
 * each part: the first when it is begun, then one for each write. A server that comes back with an
 * older state has lost the last writes before and their bits with them, so that the session is told
 * when it ends, and not served with holes. Bits and not a count, since a client may send a command
 * twice. For any number of threads.
 */
final class Receipts {
  /** Those of a session that died go by themselves. */
  static final Duration LIFE = Duration.ofDays(7);

  private final RedisKeys keys;
  private final ViewId view;
  private final String session = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final AtomicIntegerArray written;
  private final BitSet open = new BitSet();
  private final BitSet done = new BitSet();

  Receipts(RedisKeys keys, ViewId view) {
    this.keys = keys;
    this.view = view;
    this.written = new AtomicIntegerArray(keys.shards().count());
  }

  byte[] key(int shard) {
    return keys.receipts(shard, view, session);
  }

  /** They are begun in that part. */
  void opened(int shard) {
    open.set(shard);
  }

  /** The part has the run already. */
  void done(int shard) {
    done.set(shard);
  }

  boolean isOpen(int shard) {
    return open.get(shard);
  }

  boolean isDone(int shard) {
    return done.get(shard);
  }

  /** True if there is nothing to write. */
  boolean isDone() {
    return done.cardinality() == written.length();
  }

  /** The number of the next write. */
  int next(int shard) {
    return written.incrementAndGet(shard);
  }

  /** How many there have to be in the end. */
  int expected(int shard) {
    return 1 + written.get(shard);
  }
}
