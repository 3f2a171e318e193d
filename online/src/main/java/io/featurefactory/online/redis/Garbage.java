package io.featurefactory.online.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Removes the rows of generations that no head names any more. */
final class Garbage {
  private static final int KEYS_AT_ONCE = 1_000;

  private final RedisLink link;
  private final RedisKeys keys;

  Garbage(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** Removes all that is left to be removed, also what a writer before has left. */
  void sweep() {
    for (byte[] generation : link.await(link.commands().smembers(keys.garbage()))) {
      remove(keys.pattern(new String(generation, StandardCharsets.UTF_8)));
      link.await(link.commands().srem(keys.garbage(), generation));
    }
  }

  private void remove(String pattern) {
    ScanArgs rows = ScanArgs.Builder.matches(pattern).limit(KEYS_AT_ONCE);
    KeyScanCursor<byte[]> cursor = link.await(link.commands().scan(rows));
    while (true) {
      List<CompletionStage<Long>> removed = new ArrayList<>();
      cursor.getKeys().forEach(key -> removed.add(link.commands().unlink(key)));
      removed.forEach(link::await);
      if (cursor.isFinished()) {
        return;
      }
      cursor = link.await(link.commands().scan(cursor, rows));
    }
  }
}
