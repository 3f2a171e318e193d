package io.featurefactory.testkit.oracle;

import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest row that is available. */
final class LatestValues implements KeyValues {
  private final FeatureView view;
  private final Computation.Latest latest;
  private final Source source;
  private final String availableAt;

  LatestValues(FeatureView view, Computation.Latest latest, List<Source> sources) {
    this.view = view;
    this.latest = latest;
    this.source =
        sources.stream().filter(s -> s.name().equals(latest.source())).findFirst().orElseThrow();
    this.availableAt = source.availableAt() == null ? source.eventTime() : source.availableAt();
  }

  @Override
  public Map<List<Object>, List<Event>> eventsByKey(List<Event> events, Run run) {
    List<Event> taking = new ArrayList<>();
    for (Event event : new SeenEvents(source, view.publishDelay()).of(events, run)) {
      if (latest.filter() == null
          || Boolean.TRUE.equals(ExprEvaluator.evaluate(latest.filter(), event::value))) {
        taking.add(event);
      }
    }
    return Keys.group(view.keys(), taking);
  }

  @Override
  public List<@Nullable Object> at(Instant boundary, List<Event> events) {
    Event winner = null;
    for (Event event : events) {
      if (candidate(event, boundary) && (winner == null || rank(event, winner) > 0)) {
        winner = event;
      }
    }
    return winner == null ? emptyRow() : Keys.features(view, winner::value);
  }

  @Override
  public List<Double> bounds(Instant boundary, List<Event> events) {
    return Collections.nCopies(view.features().size(), 0.0);
  }

  @Override
  public List<@Nullable Object> emptyRow() {
    return new ArrayList<>(Collections.nCopies(view.features().size(), null));
  }

  private boolean candidate(Event event, Instant boundary) {
    Instant time = Keys.instant(event, source.eventTime());
    return event.value(availableAt) instanceof Instant available
        && !available.isAfter(boundary)
        && !time.isAfter(boundary)
        && (latest.maxAge() == null || !time.isBefore(boundary.minus(latest.maxAge())));
  }

  private int rank(Event a, Event b) {
    String eventTime = source.eventTime();
    int order = ValueOrder.VALUES.compare(a.value(eventTime), b.value(eventTime));
    if (order == 0) {
      order = ValueOrder.VALUES.compare(a.value(availableAt), b.value(availableAt));
    }
    return order != 0 ? order : SeenEvents.rowOrder(source, a, b);
  }
}
