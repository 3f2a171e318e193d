package io.featurefactory.online.redis;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.ViewId;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes the tombstones of finished runs. A set in each part names the rows that have become
 * empty, so that nothing depends on the clock of a server: while a run is open its tombstones stay.
 */
final class Tombstones {
  private static final int KEYS_AT_ONCE = 500;
  private static final byte[] NO_RUN = new byte[8];

  private final RedisLink link;
  private final RedisKeys keys;

  Tombstones(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /**
   * Removes all where no run is open, also what a writer before has left. What a server that fails
   * leaves is for the next run: until then it is read as missing rows.
   */
  void forget(ViewId view) {
    try {
      for (int shard = 0; shard < keys.shards().count(); shard++) {
        byte[] emptied = keys.emptied(shard, view);
        List<byte[]> some = some(emptied);
        while (!some.isEmpty() && forget(shard, keys.head(shard, view), emptied, some)) {
          some = some(emptied);
        }
      }
    } catch (FactoryException e) {
      // the run is finished all the same
    }
  }

  private List<byte[]> some(byte[] emptied) {
    return link.await(link.commands().srandmember(emptied, KEYS_AT_ONCE));
  }

  private boolean forget(int shard, byte[] head, byte[] emptied, List<byte[]> rows) {
    List<byte[]> touched = new ArrayList<>(List.of(head, emptied));
    touched.addAll(rows);
    return link.await(
            link.run(
                shard,
                RedisScript.FORGET_TOMBSTONES,
                touched.toArray(byte[][]::new),
                RedisKeys.bytes(Integer.toString(HeadValue.BEGUN)),
                NO_RUN))
        == 1;
  }

  /** Forgets what has become empty in a view that is no more. */
  void drop(ViewId view) {
    for (int shard = 0; shard < keys.shards().count(); shard++) {
      link.await(link.commands().unlink(keys.emptied(shard, view)));
    }
  }
}
