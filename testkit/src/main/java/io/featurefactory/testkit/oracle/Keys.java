package io.featurefactory.testkit.oracle;

import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the kinds of views share: events by key, and features from columns. */
final class Keys {
  private Keys() {}

  static Map<String, Source> byName(List<Source> sources) {
    return sources.stream().collect(Collectors.toMap(Source::name, source -> source));
  }

  /** The events by key, without those that have a NULL in it. */
  static Map<List<Object>, List<Event>> group(List<FeatureView.Key> keys, List<Event> events) {
    Map<List<Object>, List<Event>> groups = new TreeMap<>(ValueOrder.VALUES);
    for (Event event : events) {
      List<Object> key = key(keys, event);
      if (key != null) {
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
      }
    }
    return groups;
  }

  /** The key of an event; null if there is a NULL in it. */
  static @Nullable List<Object> key(List<FeatureView.Key> keys, Event event) {
    List<Object> values = new ArrayList<>();
    for (FeatureView.Key key : keys) {
      Object value = event.value(key.name());
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  /** The time in a column that is not NULL. */
  static Instant instant(Event event, String column) {
    if (event.value(column) instanceof Instant instant) {
      return instant;
    }
    throw new IllegalArgumentException(
        "%s: %s (expected: an Instant)".formatted(column, event.value(column)));
  }

  /** The view's features, in their order. */
  static List<@Nullable Object> features(
      FeatureView view, Function<String, @Nullable Object> columns) {
    List<@Nullable Object> values = new ArrayList<>();
    for (FeatureView.Feature feature : view.features()) {
      Object value = ExprEvaluator.evaluate(feature.expr(), columns);
      values.add(AggregateValue.withoutNegativeZero(value));
    }
    return values;
  }
}
