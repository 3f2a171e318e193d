package io.featurefactory.compute;

import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.List;

/**
 * The part of a view's tiles that comes from one source.
 *
 * @param condition SQL on the source's events that take part, but for keys that are NULL
 * @param tile SQL of the start of an event's tile, over {@code __time} and the source's columns
 * @param byTime whether the tile is the one that the event's time is in
 * @param columns partial columns from this source
 * @param items lists from this source
 */
record SourceTiles(
    Source source,
    String condition,
    String tile,
    boolean byTime,
    List<PartialColumn> columns,
    List<ItemList> items) {
  SourceTiles {
    columns = List.copyOf(columns);
    items = List.copyOf(items);
  }

  /** The same for events whose times are all in the tile that starts at this instant. */
  SourceTiles inTile(Instant start) {
    return new SourceTiles(source, condition, Sql.timestamp(start), byTime, columns, items);
  }
}
