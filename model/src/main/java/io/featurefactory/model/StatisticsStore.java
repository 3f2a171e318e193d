package io.featurefactory.model;

import java.time.Instant;
import java.util.List;

/**
 * Statistics of features by view and boundary, from which drift is seen.
 *
 * <p>For callers and implementers: each method is atomic among threads and processes.
 */
public interface StatisticsStore {

  /** Writes the statistics of a boundary; what was there for it is replaced. */
  void write(ViewId view, Instant boundary, List<FeatureStatistics> statistics);

  /** The statistics of a boundary in the order of writing; empty if there are none. */
  List<FeatureStatistics> read(ViewId view, Instant boundary);

  /**
   * The statistics of one feature, newest boundary first.
   *
   * @param limit at least 1
   */
  List<AtBoundary> history(ViewId view, String feature, int limit);

  /** Removes all that is known of the view, for when its meaning was replaced. */
  void forget(ViewId view);

  /** The statistics of a feature at a boundary. */
  record AtBoundary(Instant boundary, FeatureStatistics statistics) {}
}
