package io.featurefactory.definitions;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The columns of a source that a view depends on. */
final class UsedColumns {
  private UsedColumns() {}

  /** With those from which they are computed, and those that say when and which event it is. */
  static Set<String> of(FeatureView view, Source source) {
    Set<String> used = new LinkedHashSet<>(direct(view, source));
    view.keys().forEach(key -> used.add(key.name()));
    Stream.of(source.eventTime(), source.eventId(), source.landedAt(), source.availableAt())
        .filter(Objects::nonNull)
        .forEach(used::add);
    return withOrigins(used, source);
  }

  /** Those in expressions of the view. */
  private static Set<String> direct(FeatureView view, Source source) {
    Set<String> used = new LinkedHashSet<>();
    if (view.computation() instanceof Computation.Aggregation aggregation) {
      for (Aggregate aggregate : aggregation.aggregates()) {
        if (aggregate.source().equals(source.name())) {
          used.addAll(ExprColumns.of(aggregate.argument()));
          used.addAll(ExprColumns.of(aggregate.filter()));
        }
      }
      if (source.name().equals(aggregation.source())) {
        used.addAll(ExprColumns.of(aggregation.filter()));
      }
    } else if (view.computation() instanceof Computation.Latest latest) {
      used.addAll(ExprColumns.of(latest.filter()));
      view.features().forEach(feature -> used.addAll(ExprColumns.of(feature.expr())));
    }
    return used;
  }

  /** Computed columns only use columns before them, so one pass from the end finds all. */
  private static Set<String> withOrigins(Set<String> columns, Source source) {
    Set<String> used = new LinkedHashSet<>(columns);
    for (int i = source.columns().size() - 1; i >= 0; i--) {
      Source.Column column = source.columns().get(i);
      if (used.contains(column.name())) {
        used.addAll(ExprColumns.of(column.expr()));
      }
    }
    return used;
  }
}
