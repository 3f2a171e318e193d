package io.featurefactory.online.redis;

import io.featurefactory.model.Generation;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.ViewHead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Removes what a view has in hashes, as its packed rows still say which they are. */
final class HashRemoval {
  private static final byte[] NO_FENCE = {};

  private final RedisLink link;
  private final RedisKeys keys;
  private final ViewId view;

  HashRemoval(RedisLink link, RedisKeys keys, ViewId view) {
    this.link = link;
    this.keys = keys;
    this.view = view;
  }

  /** Stops all who write in that form, removes, and forgets the state. May be repeated. */
  void remove(HashState state) {
    HashState removed = state.removed();
    link.await(link.commands().set(keys.hashState(view), removed.encode()));
    ViewHead head = new Heads(link, keys).read(0, view).head();
    List<Generation> generations = new ArrayList<>(head.spare());
    if (head.current() != null) {
      generations.add(head.current());
    }
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    for (Generation generation : generations) {
      new GenerationWalk(link, keys, view)
          .rows(
              generation.number(),
              rows -> {
                HashCommand command = new HashCommand(link, keys, view, removed, NO_FENCE);
                rows.forEach(row -> command.remove(row.key().bytes()));
                sent.addAll(command.send());
              });
    }
    sent.forEach(link::await);
    link.await(link.commands().unlink(keys.hashState(view)));
    link.await(link.commands().srem(keys.hashStates(), RedisKeys.bytes(RedisKeys.name(view))));
  }
}
