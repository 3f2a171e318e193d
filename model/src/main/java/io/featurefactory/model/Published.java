package io.featurefactory.model;

import java.time.Instant;

/**
 * A run that an online store has whole.
 *
 * @param run its number
 * @param watermark the boundary of the run: everything before it is reflected
 * @param started when the first of its rows may have become visible
 * @param finished when all of them were
 */
public record Published(long run, Instant watermark, Instant started, Instant finished) {
  /** The same, known to be finished at a later time. */
  public Published finishedBy(Instant time) {
    return new Published(run, watermark, started, time.isAfter(finished) ? time : finished);
  }
}
