package io.featurefactory.compute;

import io.featurefactory.model.DataType;

/**
 * A column of the tile table: a partial value of an aggregate that merges by one SQL aggregate.
 *
 * @param name {@code <aggregate>__<part>}
 * @param part the end of the name; the merged value of a window is {@code <window>__<part>}
 * @param fromEvents the SQL aggregate over the events of a tile
 * @param limit entries to keep, for {@link Merge#NEWEST}; else 0
 */
record PartialColumn(
    String name, String part, DataType type, String fromEvents, Merge merge, int limit) {}
