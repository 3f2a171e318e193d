package io.featurefactory.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a view is published in an online store: the store's cursor, which moves after the rows.
 *
 * @param current the generation that is served
 * @param begun the run that is being published, some of whose rows may be visible; null for none
 * @param spare generations that were served before, newest first; one that is not {@linkplain
 *     Generation#isComplete() complete} can only be dropped
 */
public record OnlineProgress(Generation current, @Nullable Begun begun, List<Generation> spare) {
  public OnlineProgress {
    spare = List.copyOf(spare);
  }

  /** The last run whose rows are all in the store. */
  public long run() {
    return current.published().run();
  }

  /** A run whose publishing started at that time. */
  public record Begun(long run, Instant started) {}
}
