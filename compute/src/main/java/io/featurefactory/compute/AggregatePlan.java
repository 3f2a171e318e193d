package io.featurefactory.compute;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one aggregate is computed: what a tile keeps of it, and its value from what the tiles of a
 * window have together.
 *
 * @param columns partial columns of the tile table
 * @param items the list that is kept beside them; null for none
 * @param value of a window, SQL over the merged columns {@code <window>__<part>} and, where there
 *     are items, {@code <window>__items}; each is NULL for the empty window
 */
record AggregatePlan(
    Aggregate aggregate, List<PartialColumn> columns, @Nullable ItemList items, Value value) {
  AggregatePlan {
    columns = List.copyOf(columns);
  }

  /** True if every partial value is a sum, so that what left a window can be subtracted. */
  boolean additive() {
    return items == null
        && columns.stream().allMatch(c -> c.merge() == Merge.SUM)
        && !movesWithWindow();
  }

  /** True if the value changes when the window moves over unchanged events. */
  boolean movesWithWindow() {
    return aggregate.function() == io.featurefactory.model.AggregateFunction.SLOPE
        && aggregate.argument() == null;
  }

  /** The value of a window as SQL. */
  interface Value {
    String sql(Window window, Place place);
  }

  /**
   * Where a value is computed.
   *
   * @param boundary SQL of the boundary
   * @param key SQL of a text that names the key, for errors
   */
  record Place(String boundary, String key) {}
}
