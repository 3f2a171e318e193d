package io.featurefactory.online.redis;

import io.featurefactory.model.FencedException;
import io.featurefactory.model.Generation;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.ViewHead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The parts of views behind the first one, which decides. */
final class Followers {
  private final RedisLink link;
  private final RedisKeys keys;
  private final Heads heads;
  private final int shards;

  Followers(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
    this.heads = new Heads(link, keys);
    this.shards = keys.shards().count();
  }

  /** Those of the other parts are needed as long as the switch may be tried again. */
  void forget(Receipts receipts) {
    List<CompletionStage<Long>> sent = new ArrayList<>();
    for (int shard = 1; shard < shards; shard++) {
      for (byte[] key : receipts.due(shard).keys()) {
        sent.add(link.commands().unlink(key));
      }
    }
    sent.forEach(link::await);
  }

  /** Lets readers take rows of the generation from all parts as soon as part 0 serves it. */
  void seal(ViewId view, int generation, @Nullable Receipts receipts) {
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    for (int shard = 1; shard < shards; shard++) {
      Receipts.Due due = receipts == null ? Receipts.Due.NONE : receipts.due(shard);
      List<byte[]> touched = new ArrayList<>(List.of(keys.head(shard, view)));
      touched.addAll(due.keys());
      sent.add(
          link.run(
              shard,
              RedisScript.SEAL,
              touched.toArray(byte[][]::new),
              number(HeadValue.BUILDING),
              HeadValue.number(generation),
              number(HeadValue.SEALED),
              HeadValue.number(generation),
              due.argument()));
    }
    for (CompletableFuture<Long> answer : sent) {
      long sealed = link.await(answer);
      if (sealed < 0) {
        throw RedisErrors.lostRows(link.store(), view);
      }
      if (sealed == 0) {
        throw new FencedException(
            "generation %d to be served, another is being built".formatted(generation));
      }
    }
  }

  /**
   * Brings the parts to what part 0 serves, where a writer has left that undone, or to a rollback
   * to it that some have lost. A part that is not sealed has lost rows, and stays as it is: the
   * view has to be rebuilt.
   */
  void follow(ViewId view) {
    if (shards == 1) {
      return;
    }
    List<HeadValue> all = heads.readAll(view);
    Generation served = served(all);
    for (int shard = 0; shard < shards; shard++) {
      HeadValue part = all.get(shard);
      boolean unsealed =
          served != null
              && part.head().isBuilding(served.number())
              && !part.isSealed(served.number());
      if (!unsealed && !part.head().follows(served)) {
        heads.change(shard, view, h -> h.follow(served));
      }
    }
  }

  /** What part 0 serves, under the run of a rollback to it that part 0 may have lost. */
  private static @Nullable Generation served(List<HeadValue> all) {
    ViewHead first = all.get(0).head();
    Generation served = first.current();
    for (HeadValue part : all) {
      Generation current = part.head().current();
      if (served != null
          && current != null
          && first.begun() == null
          && served.isBeforeRollback(current)) {
        served = current;
      }
    }
    return served;
  }

  private static byte[] number(long number) {
    return RedisKeys.bytes(Long.toString(number));
  }
}
