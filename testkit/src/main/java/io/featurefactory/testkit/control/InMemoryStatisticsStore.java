package io.featurefactory.testkit.control;

import io.featurefactory.model.FeatureStatistics;
import io.featurefactory.model.StatisticsStore;
import io.featurefactory.model.ViewId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Statistics that live as long as their object. */
public final class InMemoryStatisticsStore implements StatisticsStore {
  private final Map<ViewId, SortedMap<Instant, List<FeatureStatistics>>> views = new HashMap<>();

  @Override
  public synchronized void write(
      ViewId view, Instant boundary, List<FeatureStatistics> statistics) {
    views
        .computeIfAbsent(view, v -> new TreeMap<>(Comparator.reverseOrder()))
        .put(boundary, List.copyOf(statistics));
  }

  @Override
  public synchronized List<FeatureStatistics> read(ViewId view, Instant boundary) {
    return boundaries(view).getOrDefault(boundary, List.of());
  }

  @Override
  public synchronized List<AtBoundary> history(ViewId view, String feature, int limit) {
    List<AtBoundary> history = new ArrayList<>();
    boundaries(view)
        .forEach(
            (boundary, statistics) ->
                statistics.stream()
                    .filter(s -> s.feature().equals(feature))
                    .forEach(s -> history.add(new AtBoundary(boundary, s))));
    return List.copyOf(history.subList(0, Math.min(limit, history.size())));
  }

  @Override
  public synchronized void forget(ViewId view) {
    views.remove(view);
  }

  private Map<Instant, List<FeatureStatistics>> boundaries(ViewId view) {
    SortedMap<Instant, List<FeatureStatistics>> known = views.get(view);
    return known == null ? Map.of() : known;
  }
}
