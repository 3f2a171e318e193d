package io.featurefactory.testkit.oracle;

import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says how two rows differ and which events of the key there are. */
final class DifferenceText {
  private static final int MOST_EVENTS = 40;

  private final FeatureView view;
  private final Map<String, Source> sources;
  private final List<Event> events;
  private final Oracle oracle;

  DifferenceText(FeatureView view, List<Source> sources, List<Event> events, Oracle oracle) {
    this.view = view;
    this.sources = Keys.byName(sources);
    this.events = events;
    this.oracle = oracle;
  }

  /**
   * At least one of the rows is there.
   *
   * @param run of the boundary where they differ; null if that boundary has no run
   */
  String of(@Nullable LogRow wanted, @Nullable LogRow found, @Nullable Run run) {
    LogRow any = wanted != null ? wanted : Objects.requireNonNull(found);
    StringBuilder text = new StringBuilder();
    Instant boundary = run == null ? any.featureTime() : run.boundary();
    text.append("%s at %s: the logs differ%n".formatted(any.key(), boundary));
    text.append("  expected ").append(row(wanted)).append('\n');
    text.append("  actual   ").append(row(found)).append('\n');
    if (wanted != null && found != null) {
      text.append(differing(wanted, found));
    }
    text.append(run == null ? "  no run has that boundary\n" : eventsOf(any.key(), run));
    return text.toString();
  }

  private String row(@Nullable LogRow row) {
    if (row == null) {
      return "no row";
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.values().size(); i++) {
      values.add(name(i) + " = " + row.values().get(i));
    }
    return "%s run %d: %s".formatted(row.featureTime(), row.run(), String.join(", ", values));
  }

  private String name(int feature) {
    return feature < view.features().size() ? view.features().get(feature).name() : "?";
  }

  private String differing(LogRow wanted, LogRow found) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(wanted.values().size(), found.values().size()); i++) {
      if (!Objects.equals(wanted.values().get(i), found.values().get(i))) {
        text.append("  %s is %s%n".formatted(name(i), view.features().get(i).expr()));
      }
    }
    return text.toString();
  }

  private String eventsOf(List<Object> key, Run run) {
    List<Event> seen = oracle.keyValues().eventsByKey(events, run).getOrDefault(key, List.of());
    List<Event> ofKey = new ArrayList<>();
    for (Event event : events) {
      if (key.equals(Keys.key(view.keys(), event))) {
        ofKey.add(event);
      }
    }
    ofKey.sort((a, b) -> ValueOrder.VALUES.compare(time(a), time(b)));
    StringBuilder text = new StringBuilder();
    text.append(
        "  events of the key (+ is seen by run %d, %s, batches to %d):%n"
            .formatted(run.number(), run.kind(), run.visibleBatch()));
    for (Event event : ofKey.subList(0, Math.min(ofKey.size(), MOST_EVENTS))) {
      text.append(
          "  %s %s batch %d row %d %s%n"
              .formatted(
                  seen.contains(event) ? '+' : '-',
                  event.source(),
                  event.batch(),
                  event.row(),
                  event.values()));
    }
    if (ofKey.size() > MOST_EVENTS) {
      text.append("  and %d more%n".formatted(ofKey.size() - MOST_EVENTS));
    }
    return text.toString();
  }

  private @Nullable Object time(Event event) {
    Source source = sources.get(event.source());
    return source == null ? null : event.value(source.eventTime());
  }
}
