package io.featurefactory.online.redis;

import io.featurefactory.model.ViewId;
import io.featurefactory.online.ViewHead;
import org.jspecify.annotations.Nullable;

/** The states of all views that are written as hashes. */
final class HashStates {
  private final RedisLink link;
  private final RedisKeys keys;

  HashStates(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  @Nullable HashState find(ViewId view) {
    return HashState.decode(link.await(link.commands().get(keys.hashState(view))));
  }

  /**
   * True if the view may write hashes in that form. Of a view's versions the newest one does; an
   * older one that did gives way to it. Other views must not write the same fields.
   */
  boolean claim(ViewId view, HashForm form) {
    for (byte[] name : link.await(link.commands().smembers(keys.hashStates()))) {
      ViewId other = RedisKeys.view(name);
      HashState state = other.equals(view) ? null : find(other);
      if (state == null || state.form().overlap(form).isEmpty()) {
        continue;
      }
      if (!other.name().equals(view.name())) {
        throw RedisErrors.sharedHash(
            link.store(), view, other.toString(), state.form().overlap(form));
      }
      if (other.version() > view.version()) {
        return false;
      }
      new HashRemoval(link, keys, other).remove(state);
    }
    return true;
  }

  /** False if spare generations still say which hashes are to be removed. */
  boolean isInStep(ViewId view, ViewHead head) {
    HashState state = find(view);
    return state == null || state.follows(head, state.form());
  }

  /** Removes what the view has in hashes, if it has. */
  void remove(ViewId view) {
    HashState state = find(view);
    if (state != null) {
      new HashRemoval(link, keys, view).remove(state);
    }
  }
}
