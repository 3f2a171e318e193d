package io.featurefactory.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of a view with its windows; each window gives one column, named as the window.
 *
 * @param name as written by the user
 * @param source the name of the source whose events are aggregated
 * @param function what is computed
 * @param argument over the source's columns; null for {@code count(*)} and {@code slope(count(*))}
 * @param filter BOOLEAN over the source's columns, an event counts where it is true; null for all.
 *     A view's own filter is apart, in {@link Computation.Aggregation}
 * @param parameter n, k or q of {@code last_n}, {@code top_k}, {@code quantile}; 0 for the others
 * @param type of the result
 * @param windows at least one
 */
public record Aggregate(
    String name,
    String source,
    AggregateFunction function,
    @Nullable Expr argument,
    @Nullable Expr filter,
    double parameter,
    DataType type,
    List<Window> windows) {
  public Aggregate {
    windows = List.copyOf(windows);
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("windows of " + name + ": none (expected: at least one)");
    }
  }
}
