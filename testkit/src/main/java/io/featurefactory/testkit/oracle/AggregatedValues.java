package io.featurefactory.testkit.oracle;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.Computation;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.Window;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Windows over events. */
final class AggregatedValues implements KeyValues {
  private final FeatureView view;
  private final Computation.Aggregation aggregation;
  private final Map<String, Source> sources;

  AggregatedValues(FeatureView view, Computation.Aggregation aggregation, List<Source> sources) {
    this.view = view;
    this.aggregation = aggregation;
    this.sources = Keys.byName(sources);
  }

  @Override
  public Map<List<Object>, List<Event>> eventsByKey(List<Event> events, Run run) {
    Set<String> names = new TreeSet<>();
    for (Aggregate aggregate : aggregation.aggregates()) {
      names.add(aggregate.source());
    }
    List<Event> taking = new ArrayList<>();
    for (String name : names) {
      for (Event event : new SeenEvents(source(name), view.publishDelay()).of(events, run)) {
        if (!name.equals(aggregation.source()) || passes(aggregation.filter(), event)) {
          taking.add(event);
        }
      }
    }
    return Keys.group(view.keys(), taking);
  }

  @Override
  public List<@Nullable Object> at(Instant boundary, List<Event> events) {
    Map<String, @Nullable Object> columns = new HashMap<>();
    for (Aggregate aggregate : aggregation.aggregates()) {
      for (Window window : aggregate.windows()) {
        List<Point> points = points(aggregate, window, boundary, events);
        Object value =
            aggregate.argument() == null
                ? AggregateValue.ofEvents(aggregate, points, window, boundary, view.tile())
                : AggregateValue.ofValues(aggregate, points);
        columns.put(window.name(), value);
      }
    }
    return Keys.features(view, columns::get);
  }

  @Override
  public List<Double> bounds(Instant boundary, List<Event> events) {
    Map<String, Double> ofColumns = new HashMap<>();
    for (Aggregate aggregate : aggregation.aggregates()) {
      for (Window window : aggregate.windows()) {
        List<Point> points = points(aggregate, window, boundary, events);
        ofColumns.put(window.name(), Bounds.of(aggregate, points));
      }
    }
    return Bounds.ofFeatures(view, ofColumns, at(boundary, events));
  }

  @Override
  public List<@Nullable Object> emptyRow() {
    return at(Instant.EPOCH, List.of());
  }

  private static boolean covers(Window window, Instant boundary, Instant time) {
    Instant end = boundary.minus(window.offset());
    boolean beforeEnd = time.isBefore(end);
    return window.length() == null
        ? beforeEnd
        : beforeEnd && !time.isBefore(end.minus(window.length()));
  }

  /** What the aggregate takes from the events that its window covers. */
  private List<Point> points(
      Aggregate aggregate, Window window, Instant boundary, List<Event> events) {
    List<Point> points = new ArrayList<>();
    for (Event event : events) {
      if (event.source().equals(aggregate.source())
          && covers(window, boundary, time(event))
          && passes(aggregate.filter(), event)) {
        Source source = source(event.source());
        Object id = source.eventId() == null ? null : event.value(source.eventId());
        Expr argument = aggregate.argument();
        Object value = argument == null ? null : ExprEvaluator.evaluate(argument, event::value);
        points.add(new Point(time(event), id, value));
      }
    }
    return points;
  }

  private boolean passes(@Nullable Expr filter, Event event) {
    return filter == null || Boolean.TRUE.equals(ExprEvaluator.evaluate(filter, event::value));
  }

  private Instant time(Event event) {
    return Keys.instant(event, source(event.source()).eventTime());
  }

  private Source source(String name) {
    Source source = sources.get(name);
    if (source == null) {
      throw new IllegalArgumentException(
          "source %s of %s (expected: one of %s)".formatted(name, view.id(), sources.keySet()));
    }
    return source;
  }
}
