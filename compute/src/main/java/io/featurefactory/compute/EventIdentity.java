package io.featurefactory.compute;

import io.featurefactory.lake.SourceRelation;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL that lets each event of a source with event ids count once.
 *
 * <p>Identity is decided on the stored rows, before they are unnested, unless the id or the time of
 * an event is in the element. Relations of stored rows have their batch as {@code __batch}: what
 * landed later has a greater one.
 */
final class EventIdentity {
  private final Source source;
  private final String id;
  private final String time;

  /** For a source that names an event id. */
  EventIdentity(Source source) {
    this.source = source;
    this.id = Sql.id(source.eventId() == null ? "" : source.eventId());
    this.time = Sql.id(source.eventTime());
  }

  /** A SELECT of {@code __id} and {@code __time} of each event that has an id. */
  String identities(SourceRelation relation, String stored) {
    return "SELECT %s AS __id, %s AS __time FROM (%s) WHERE %s IS NOT NULL"
        .formatted(id, time, inStoredRows(relation) ? stored : relation.events(stored), id);
  }

  /**
   * A SELECT of all events, each identity once.
   *
   * @param stored a SELECT of stored rows
   * @param repeated name of a table {@code (__id, __time, consumed)} of the identities that occur
   *     more than once
   */
  String events(SourceRelation relation, String stored, String repeated) {
    if (inStoredRows(relation)) {
      return relation.events(once(stored, relation.storedColumns(), repeated));
    }
    return once(relation.events(stored), source.columns(), repeated);
  }

  private boolean inStoredRows(SourceRelation relation) {
    List<String> names = relation.storedColumns().stream().map(Source.Column::name).toList();
    return names.contains(source.eventId()) && names.contains(source.eventTime());
  }

  /** Of the rows of a repeated identity the first that landed, if none was consumed before. */
  private String once(String rows, List<Source.Column> columns, String repeated) {
    String same = "e.%s = r.__id AND e.%s = r.__time".formatted(id, time);
    List<String> order = new ArrayList<>();
    order.add("__batch");
    if (source.landedAt() != null) {
      order.add(Sql.id(source.landedAt()) + " NULLS LAST");
    }
    columns.forEach(c -> order.add(Sql.id(c.name()) + " NULLS LAST"));
    return """
        SELECT e.* FROM (%1$s) e ANTI JOIN %2$s r ON %3$s
        UNION ALL BY NAME
        SELECT e.* FROM (%1$s) e SEMI JOIN (SELECT * FROM %2$s WHERE NOT consumed) r ON %3$s
        QUALIFY row_number() OVER (PARTITION BY e.%4$s, e.%5$s ORDER BY %6$s) = 1"""
        .formatted(rows, repeated, same, id, time, String.join(", ", order));
  }
}
