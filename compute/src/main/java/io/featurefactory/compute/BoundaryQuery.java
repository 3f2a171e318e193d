package io.featurefactory.compute;

import java.time.Instant;
import java.util.Map;

/**
 * The query of an sql view over one snapshot of each table that it reads, whoever runs it. For one
 * thread.
 */
interface BoundaryQuery extends AutoCloseable {
  /** The snapshot of each table that is read. */
  Map<String, Long> snapshots();

  /** Rows of the tables that are read. */
  long records();

  /**
   * Runs the query at a boundary.
   *
   * @param run its number, unique among those of this query
   * @return a relation of the rows, with the keys and features of the view in their types
   */
  String result(Instant boundary, long run);

  /** The result of that run is not needed any more. */
  void forget(long run);

  @Override
  void close();
}
