package io.featurefactory.online.redis;

import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the parts of a view have together, each of which may have lost what it had last. */
final class Parts {
  private Parts() {}

  /** The progress of a view: the least of its parts; null if one of them has none. */
  static @Nullable OnlineProgress progress(List<HeadValue> heads) {
    OnlineProgress progress = heads.get(0).head().progress();
    for (int shard = 1; shard < heads.size() && progress != null; shard++) {
      progress = least(progress, heads.get(shard));
    }
    return progress == null ? null : withSpares(progress, heads);
  }

  /**
   * The less of what is known so far and of what a part has; null if it lacks the generation. The
   * same rows of before and after a rollback count as those of after it.
   */
  static @Nullable OnlineProgress least(OnlineProgress progress, HeadValue part) {
    int served = progress.current().number();
    Generation current = part.head().current();
    if (current == null || current.number() != served) {
      return part.head().isSpare(served) || part.isSealed(served) ? progress : null;
    }
    boolean decides =
        current.published().run() < progress.run()
            ? !part.head().lacksRollback(progress.current())
            : progress.begun() == null && progress.current().isBeforeRollback(current);
    return decides ? new OnlineProgress(current, part.head().begun(), progress.spare()) : progress;
  }

  /** A spare that a part does not have as the others do is incomplete. */
  private static OnlineProgress withSpares(OnlineProgress progress, List<HeadValue> heads) {
    List<Generation> spares =
        progress.spare().stream().map(g -> isWhole(g, heads) ? g : g.incomplete()).toList();
    return new OnlineProgress(progress.current(), progress.begun(), spares);
  }

  /** True if all parts had the same run of a spare when it was replaced. */
  static boolean isWhole(Generation spare, List<HeadValue> heads) {
    return heads.stream().allMatch(part -> part.head().hasWhole(spare));
  }
}
