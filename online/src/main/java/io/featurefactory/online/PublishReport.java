package io.featurefactory.online;

import io.featurefactory.model.Published;

/**
 * What publishing did.
 *
 * @param published what the store has now; for a rebuilt view {@code finished} is when the switch
 *     returned
 * @param rows written
 * @param deletions written
 * @param bytes of keys and rows
 */
public record PublishReport(
    Outcome outcome, Published published, long rows, long deletions, long bytes) {

  /** What became of a publication. */
  public enum Outcome {
    /** It was written. */
    PUBLISHED,
    /** The store had it; nothing was written. */
    ALREADY_THERE
  }

  static PublishReport alreadyThere(Published published) {
    return new PublishReport(Outcome.ALREADY_THERE, published, 0, 0, 0);
  }
}
