package io.featurefactory.testkit.oracle;

import java.time.Instant;

/**
 * The computation of one boundary.
 *
 * @param number increasing in the order of execution
 * @param visibleBatch events of this batch and of those before it are in the lake
 */
public record Run(long number, Instant boundary, Kind kind, int visibleBatch) {

  /** Why a boundary is computed. */
  public enum Kind {
    /** It was due. */
    RUN,
    /** It lies before the first one that was logged, or the view has none. */
    BACKFILL
  }
}
