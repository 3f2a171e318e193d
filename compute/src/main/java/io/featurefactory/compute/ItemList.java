package io.featurefactory.compute;

import io.featurefactory.model.DataType;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of the tile table that holds a list: what an aggregate must keep for each distinct item
 * (value, bucket or bin) of a tile.
 *
 * @param name {@code <aggregate>__items}
 * @param itemType of the field {@code item}
 * @param itemFromEvents SQL over an event; events where it is NULL do not count
 * @param condition on the events that count
 * @param measures what is kept for each item, merged by item
 * @param pruned the order and number of items to keep of a tile, or empty to keep all
 * @param value SQL aggregate over the rows {@code (item, measures..., upto, total)} of a window
 */
record ItemList(
    String name,
    DataType itemType,
    String itemFromEvents,
    String condition,
    List<Measure> measures,
    Pruning pruned,
    String value) {

  ItemList {
    measures = List.copyOf(measures);
  }

  /**
   * A number kept for each item.
   *
   * @param fromEvents SQL aggregate over the events that have the item
   */
  record Measure(String name, DataType type, String fromEvents, Merge merge) {}

  /** Which items of a tile are kept: the first {@code limit} by {@code order}; 0 keeps all. */
  record Pruning(String order, int limit) {
    static final Pruning NONE = new Pruning("item", 0);
  }

  /** The type of the column in the tile table. */
  DataType type() {
    List<DataType.Field> fields = new ArrayList<>();
    fields.add(new DataType.Field("item", itemType));
    measures.forEach(m -> fields.add(new DataType.Field(m.name(), m.type())));
    return new DataType.Array(new DataType.Struct(fields));
  }

  /** Packs rows {@code (item, measures...)} of one key and tile into the list. */
  String pack() {
    String fields =
        "item := item"
            + String.join(
                "",
                measures.stream()
                    .map(m -> ", %s := %s".formatted(Sql.id(m.name()), Sql.id(m.name())))
                    .toList());
    String list = "list(struct_pack(%s) ORDER BY %s)".formatted(fields, pruned.order());
    return pruned.limit() == 0 ? list : "list_slice(%s, 1, %d)".formatted(list, pruned.limit());
  }

  /**
   * True if the value needs {@code upto} and {@code total}: running and whole sums of {@code n}.
   */
  boolean ranked() {
    return value.contains("upto");
  }

  /** The measures, merged over rows of the same item. */
  String mergedMeasures() {
    return String.join(
        "",
        measures.stream()
            .map(
                m ->
                    ", %s(%s) AS %s"
                        .formatted(
                            m.merge().name().toLowerCase(java.util.Locale.ROOT),
                            Sql.id(m.name()),
                            Sql.id(m.name())))
            .toList());
  }
}
