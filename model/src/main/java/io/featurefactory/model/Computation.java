package io.featurefactory.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a view's values come from its sources. */
public sealed interface Computation
    permits Computation.Aggregation, Computation.Query, Computation.Latest {

  /**
   * Windows over events.
   *
   * @param source the view's own source: the one that aggregates use that name none; null if each
   *     aggregate names its own
   * @param filter of the events of {@code source}, BOOLEAN; null for none. Aggregates that name
   *     another source are not filtered by it
   * @param aggregates at least one
   */
  record Aggregation(@Nullable String source, @Nullable Expr filter, List<Aggregate> aggregates)
      implements Computation {
    public Aggregation {
      aggregates = List.copyOf(aggregates);
    }
  }

  /**
   * A SELECT that is run at each boundary.
   *
   * @param sql with {@code :window_start}, {@code :window_end} and {@code :boundary}
   * @param dialect of the text
   * @param window {@code :window_start} is the boundary minus this; null if the query does not use
   *     it
   */
  record Query(String sql, Dialect dialect, @Nullable Duration window) implements Computation {}

  /**
   * The newest available row of each key.
   *
   * @param source whose rows are the values
   * @param maxAge rows whose event time is older than this at the boundary are not used; null for
   *     no limit
   */
  record Latest(String source, @Nullable Expr filter, @Nullable Duration maxAge)
      implements Computation {}

  /** Who runs the text of a {@link Query}. */
  enum Dialect {
    DUCKDB,
    SPARK
  }
}
