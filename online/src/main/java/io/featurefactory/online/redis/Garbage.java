package io.featurefactory.online.redis;

import io.featurefactory.model.ViewId;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Removes the rows of generations that no head names any more. A server that comes back with an
 * older state gives a number again; so rows are removed by a script that compares the head with one
 * that does not name their generation.
 */
final class Garbage {
  private static final int KEYS_AT_ONCE = 1_000;

  private final RedisLink link;
  private final RedisKeys keys;
  private final Heads heads;

  Garbage(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
    this.heads = new Heads(link, keys);
  }

  /** Removes all that is left to be removed, also what a writer before has left. */
  void sweep() {
    for (byte[] name : link.await(link.commands().smembers(keys.garbage()))) {
      String text = new String(name, StandardCharsets.UTF_8);
      ViewId view = RedisKeys.view(RedisKeys.bytes(text.substring(0, text.lastIndexOf(':'))));
      int generation = Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
      if (!heads.read(0, view).names(generation) && new Removal(view, generation).all()) {
        link.await(link.commands().srem(keys.garbage(), name));
      }
    }
  }

  /** Of the rows of one generation. */
  private final class Removal {
    private final ViewId view;
    private final int generation;
    private final List<HeadValue> known;

    /** Part 0 has dropped it; the others do what a writer that died has not. */
    Removal(ViewId view, int generation) {
      this.view = view;
      this.generation = generation;
      for (int shard = 1; shard < keys.shards().count(); shard++) {
        heads.change(shard, view, head -> head.dropGeneration(generation));
      }
      this.known = new ArrayList<>(heads.readAll(view));
    }

    /** False if a head names the generation. */
    boolean all() {
      String pattern = keys.pattern(RedisKeys.generation(view, generation));
      ScanArgs rows = ScanArgs.Builder.matches(pattern).limit(KEYS_AT_ONCE);
      KeyScanCursor<byte[]> cursor = link.await(link.commands().scan(rows));
      while (remove(cursor.getKeys())) {
        if (cursor.isFinished()) {
          return true;
        }
        cursor = link.await(link.commands().scan(cursor, rows));
      }
      return false;
    }

    private boolean remove(List<byte[]> rows) {
      Map<Integer, List<byte[]>> parts = new TreeMap<>();
      for (byte[] row : rows) {
        int shard = keys.shards().of(keys.keyOf(row, view, generation));
        parts.computeIfAbsent(shard, s -> new ArrayList<>()).add(row);
      }
      return parts.entrySet().stream().allMatch(p -> remove(p.getKey(), p.getValue()));
    }

    private boolean remove(int shard, List<byte[]> rows) {
      List<byte[]> touched = new ArrayList<>(List.of(keys.head(shard, view)));
      touched.addAll(rows);
      byte[][] all = touched.toArray(byte[][]::new);
      while (!known.get(shard).names(generation)) {
        byte[] head = known.get(shard).bytes();
        if (link.await(link.run(shard, RedisScript.REMOVE_ROWS, all, head)) == 1) {
          return true;
        }
        known.set(shard, heads.read(shard, view)); // a run was begun or finished meanwhile
      }
      return false;
    }
  }
}
