package io.featurefactory.online.redis;

import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a session has written of a run or of a generation, as bits of a value beside the rows of
 * each part: the first when it is begun, then one for each write. A server that comes back with an
 * older state has lost the last writes before and their bits with them, so that the session is told
 * when it ends, and not served with holes. Bits and not a count, since a client may send a command
 * twice. The session that ends answers for those of others, too. For any number of threads.
 */
final class Receipts {
  /** Those of a session that died go by themselves. */
  static final Duration LIFE = Duration.ofDays(7);

  private static final char DONE = 'd';
  private static final char OPEN = 'o';

  private final RedisKeys keys;
  private final ViewId view;
  private final String session;
  private final AtomicIntegerArray written;
  private final BitSet open = new BitSet();
  private final BitSet done = new BitSet();
  private final List<Accepted> accepted = new ArrayList<>();

  /** Those of another session: how many there have to be in each part; 0 where it wrote nothing. */
  private record Accepted(String session, List<Integer> expected) {}

  /** What there has to be in a part: the keys of values, and how many bits each has. */
  record Due(List<byte[]> keys, List<Integer> counts) {
    /** Nothing is looked at. */
    static final Due NONE = new Due(List.of(), List.of());

    /** The counts as a script takes them. */
    byte[] argument() {
      return RedisKeys.bytes(counts.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
  }

  Receipts(RedisKeys keys, ViewId view) {
    this(keys, view, HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
  }

  private Receipts(RedisKeys keys, ViewId view, String session) {
    this.keys = keys;
    this.view = view;
    this.session = session;
    this.written = new AtomicIntegerArray(keys.shards().count());
  }

  /** Those of another session, by what it says of itself. */
  static Receipts of(RedisKeys keys, ViewId view, String session) {
    String[] words = session.split(" ", 2);
    Receipts other = new Receipts(keys, view, words[0]);
    for (int shard = 0; shard < words[1].length(); shard++) {
      if (words[1].charAt(shard) == DONE) {
        other.done(shard);
      }
    }
    return other;
  }

  /** For sessions that join this one: its name, and which parts have the run already. */
  String session() {
    StringBuilder parts = new StringBuilder();
    for (int shard = 0; shard < written.length(); shard++) {
      parts.append(isDone(shard) ? DONE : OPEN);
    }
    return session + " " + parts;
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

  private boolean isOpen(int shard) {
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

  /** That they begin in a part. */
  Due begun(int shard) {
    return new Due(List.of(key(shard)), List.of(0));
  }

  /** What there has to be in a part in the end. */
  Due due(int shard) {
    if (!isOpen(shard)) {
      return Due.NONE;
    }
    List<byte[]> values = new ArrayList<>(List.of(key(shard)));
    List<Integer> counts = new ArrayList<>(List.of(expected(shard)));
    for (Accepted other : accepted) {
      int expected = other.expected.get(shard);
      if (expected > 0) {
        values.add(keys.receipts(shard, view, other.session));
        counts.add(expected);
      }
    }
    return new Due(values, counts);
  }

  private int expected(int shard) {
    return 1 + written.get(shard);
  }

  /** For the session that ends: {@link #accept}. */
  String handOver() {
    return IntStream.range(0, written.length())
        .mapToObj(shard -> isOpen(shard) ? String.valueOf(expected(shard)) : "0")
        .collect(Collectors.joining(",", session + " ", ""));
  }

  /** Those of another session, which are looked at as its own. */
  void accept(String handedOver) {
    String[] words = handedOver.split(" ", 2);
    List<Integer> expected = Arrays.stream(words[1].split(",")).map(Integer::valueOf).toList();
    if (expected.size() != written.length()) {
      throw new IllegalArgumentException(
          "receipt of %d parts (expected: %d)".formatted(expected.size(), written.length()));
    }
    accepted.add(new Accepted(words[0], expected));
  }
}
