package io.featurefactory.online.redis;

import io.featurefactory.model.ViewId;
import io.featurefactory.online.ViewHead;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the heads of views, and changes them if they are still what was read. */
final class Heads {
  private static final int ATTEMPTS = 100;

  private final RedisLink link;
  private final RedisKeys keys;

  Heads(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  HeadValue read(int shard, ViewId view) {
    return HeadValue.decode(link.await(link.value(keys.head(shard, view), shard)));
  }

  /** The heads of all parts, asked for at once. */
  List<HeadValue> readAll(ViewId view) {
    List<CompletableFuture<byte @Nullable []>> asked = new ArrayList<>();
    for (int shard = 0; shard < keys.shards().count(); shard++) {
      asked.add(link.value(keys.head(shard, view), shard));
    }
    return asked.stream().map(answer -> HeadValue.decode(link.await(answer))).toList();
  }

  /**
   * Changes the head of a part.
   *
   * @param change of what is there, made again if that has changed meanwhile; may be the same
   * @return what is there now
   */
  ViewHead change(int shard, ViewId view, UnaryOperator<ViewHead> change) {
    return end(shard, view, change, null);
  }

  /**
   * The same by a session that begins, by which its receipts are begun, too.
   *
   * @param begins of what is there then: whether there is something to write to this part
   */
  ViewHead begin(
      int shard,
      ViewId view,
      UnaryOperator<ViewHead> change,
      Receipts receipts,
      Predicate<ViewHead> begins) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      HeadValue now = read(shard, view);
      ViewHead next = change.apply(now.head());
      if (!begins.test(next)) {
        return next;
      }
      if (swap(shard, view, now, next, receipts.begun(shard))) {
        receipts.opened(shard);
        return next;
      }
    }
    throw RedisErrors.restless(link.store(), view);
  }

  /**
   * The same by a session that ends, if all that it has written is there.
   *
   * @param receipts null where that does not matter
   */
  ViewHead end(
      int shard, ViewId view, UnaryOperator<ViewHead> change, @Nullable Receipts receipts) {
    Receipts.Due due = receipts == null ? Receipts.Due.NONE : receipts.due(shard);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      HeadValue now = read(shard, view);
      ViewHead next = change.apply(now.head());
      if (next.equals(now.head()) || swap(shard, view, now, next, due)) {
        return next;
      }
    }
    throw RedisErrors.restless(link.store(), view);
  }

  /** What only part 0 knows comes with its head: the views, and what is to be removed. */
  private boolean swap(
      int shard, ViewId view, HeadValue now, ViewHead changed, Receipts.Due receipts) {
    HeadValue next = changed.equals(now.head()) ? now : HeadValue.of(changed);
    List<byte[]> touched = new ArrayList<>(List.of(keys.head(shard, view)));
    List<byte[]> arguments = new ArrayList<>(List.of(now.bytes(), next.bytes()));
    arguments.add(receipts.argument());
    arguments.add(RedisKeys.bytes(Long.toString(Receipts.LIFE.toSeconds())));
    if (shard == 0) {
      touched.addAll(List.of(keys.views(), keys.garbage()));
      arguments.add(RedisKeys.bytes(RedisKeys.name(view)));
      Set<Integer> gone = generations(now.head());
      gone.removeAll(generations(next.head()));
      gone.forEach(g -> arguments.add(RedisKeys.bytes(RedisKeys.generation(view, g))));
    }
    touched.addAll(receipts.keys());
    long swapped =
        link.await(
            link.run(
                shard,
                RedisScript.SWAP_HEAD,
                touched.toArray(byte[][]::new),
                arguments.toArray(byte[][]::new)));
    if (swapped < 0) {
      throw RedisErrors.lostRows(link.store(), view);
    }
    return swapped == 1;
  }

  private static Set<Integer> generations(ViewHead head) {
    Set<Integer> numbers = new LinkedHashSet<>();
    if (head.current() != null) {
      numbers.add(head.current().number());
    }
    head.spare().forEach(spare -> numbers.add(spare.number()));
    if (head.building() != null) {
      numbers.add(head.building().number());
    }
    return numbers;
  }
}
