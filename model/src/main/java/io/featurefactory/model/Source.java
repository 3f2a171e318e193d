package io.featurefactory.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where events come from and which columns they have.
 *
 * @param name unique among sources
 * @param location a lake table or files in place
 * @param eventTime name of a TIMESTAMP column: when the event happened
 * @param eventId name of the column that identifies an event together with its time; null when each
 *     row is an event of its own
 * @param landedAt name of the TIMESTAMP column that says when the lake had the event, where that
 *     can be trusted; else null
 * @param availableAt name of the TIMESTAMP column from which a row of a table view may be used;
 *     null for the event time
 * @param unnest name of the array column that yields one event per element; null for none.
 *     Duplicates of an event id are dropped before
 * @param columns in the order of the definition; computed ones may use those before them
 */
public record Source(
    String name,
    Location location,
    String eventTime,
    @Nullable String eventId,
    @Nullable String landedAt,
    @Nullable String availableAt,
    @Nullable String unnest,
    List<Column> columns) {
  public Source {
    columns = List.copyOf(columns);
  }

  /** The column of that name; null if there is none. */
  public @Nullable Column findColumn(String column) {
    return columns.stream().filter(c -> c.name().equals(column)).findFirst().orElse(null);
  }

  /** Where the rows are. */
  public sealed interface Location permits LakeTable, Files {}

  /**
   * An Iceberg table of the warehouse: {@code lake.clickstream} has the name {@code clickstream}.
   */
  public record LakeTable(String table) implements Location {}

  /** Files in place, as a glob pattern; relative to the project's folder. */
  public record Files(String pattern) implements Location {}

  /**
   * A column of a source.
   *
   * @param path where the value is: a column of the table or file, with {@code .} into structs;
   *     with {@code unnest: ads} a path that starts with {@code ads.} is a field of the element (or
   *     {@code ads} itself where elements are no structs). Ignored for computed columns
   * @param expr computed from other columns; null for a stored column
   */
  public record Column(String name, DataType type, String path, @Nullable Expr expr) {}
}
