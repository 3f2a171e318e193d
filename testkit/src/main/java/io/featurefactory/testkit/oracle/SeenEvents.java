package io.featurefactory.testkit.oracle;

import io.featurefactory.model.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which events of a source a run sees: landed, with a time, each identity once. */
final class SeenEvents {
  private final Source source;
  private final Duration publishDelay;

  SeenEvents(Source source, Duration publishDelay) {
    this.source = source;
    this.publishDelay = publishDelay;
  }

  /** Those of the events, of whatever source, that the run sees. */
  List<Event> of(List<Event> events, Run run) {
    List<Event> landed = new ArrayList<>();
    for (Event event : events) {
      if (event.source().equals(source.name())
          && event.batch() <= run.visibleBatch()
          && event.value(source.eventTime()) != null
          && landedInTime(event, run)) {
        landed.add(event);
      }
    }
    return withoutDuplicates(landed);
  }

  private boolean landedInTime(Event event, Run run) {
    if (run.kind() == Run.Kind.RUN || source.landedAt() == null) {
      return true;
    }
    Instant landedAt = (Instant) event.value(source.landedAt());
    return landedAt != null && !landedAt.isAfter(run.boundary().plus(publishDelay));
  }

  private List<Event> withoutDuplicates(List<Event> landed) {
    Map<List<Object>, Event> first = new HashMap<>();
    for (Event event : landed) {
      List<Object> identity = identity(event);
      if (identity != null) {
        first.merge(identity, event, (a, b) -> landingOrder(a, b) <= 0 ? a : b);
      }
    }
    List<Event> once = new ArrayList<>();
    for (Event event : landed) {
      List<Object> identity = identity(event);
      if (identity == null || sameRow(event, first.get(identity))) {
        once.add(event);
      }
    }
    return once;
  }

  /** The event's id and time; null if it has no id. */
  private @Nullable List<Object> identity(Event event) {
    Object id = source.eventId() == null ? null : event.value(source.eventId());
    Object time = event.value(source.eventTime());
    return id == null || time == null ? null : List.of(id, time);
  }

  private static boolean sameRow(Event a, @Nullable Event b) {
    return b != null && a.batch() == b.batch() && a.row() == b.row();
  }

  private int landingOrder(Event a, Event b) {
    int order = Integer.compare(a.batch(), b.batch());
    if (order == 0 && source.landedAt() != null) {
      order = ValueOrder.VALUES.compare(a.value(source.landedAt()), b.value(source.landedAt()));
    }
    return order != 0 ? order : rowOrder(source, a, b);
  }

  /** By the columns in the order of their declaration. */
  static int rowOrder(Source source, Event a, Event b) {
    for (Source.Column column : source.columns()) {
      int order = ValueOrder.VALUES.compare(a.value(column.name()), b.value(column.name()));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
