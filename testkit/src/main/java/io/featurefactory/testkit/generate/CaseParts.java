package io.featurefactory.testkit.generate;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.Computation;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies of a case with some of its parts. */
final class CaseParts {
  private CaseParts() {}

  static FactoryCase withFeatures(FactoryCase big, List<FeatureView.Feature> features) {
    return withView(big, big.view().computation(), features);
  }

  static FactoryCase withWindows(
      FactoryCase big, Computation.Aggregation aggregation, List<Window> windows) {
    List<Aggregate> aggregates = new ArrayList<>();
    for (Aggregate a : aggregation.aggregates()) {
      List<Window> kept = a.windows().stream().filter(windows::contains).toList();
      if (!kept.isEmpty()) {
        aggregates.add(aggregate(a, a.filter(), kept));
      }
    }
    return withAggregation(big, aggregation.filter(), aggregates);
  }

  /** Without the view's filter, and without that of each aggregate, one at a time. */
  static List<FactoryCase> withOneFilterLess(FactoryCase big) {
    List<FactoryCase> smaller = new ArrayList<>();
    if (big.view().computation() instanceof Computation.Latest latest && latest.filter() != null) {
      Computation all = new Computation.Latest(latest.source(), null, latest.maxAge());
      smaller.add(withView(big, all, big.view().features()));
    }
    if (big.view().computation() instanceof Computation.Aggregation aggregation) {
      List<Aggregate> aggregates = aggregation.aggregates();
      if (aggregation.filter() != null) {
        smaller.add(withAggregation(big, null, aggregates));
      }
      for (int i = 0; i < aggregates.size(); i++) {
        Aggregate filtered = aggregates.get(i);
        if (filtered.filter() != null) {
          List<Aggregate> others = new ArrayList<>(aggregates);
          others.set(i, aggregate(filtered, null, filtered.windows()));
          smaller.add(withAggregation(big, aggregation.filter(), others));
        }
      }
    }
    return smaller;
  }

  static FactoryCase withSources(FactoryCase big, List<Source> sources) {
    Set<String> names = sources.stream().map(Source::name).collect(Collectors.toSet());
    List<Step> steps =
        mapRows(big.steps(), row -> names.contains(row.source()) ? Stream.of(row) : Stream.of());
    return new FactoryCase(0, sources, big.view(), steps);
  }

  /** True if the case makes sense when the source has those columns only. */
  static boolean sufficient(FactoryCase big, Source source, List<Source.Column> columns) {
    Set<@Nullable String> needed = new HashSet<>();
    needed.add(source.eventTime());
    needed.add(source.eventId());
    needed.add(source.landedAt());
    needed.add(source.availableAt());
    needed.remove(null);
    big.view().keys().forEach(key -> needed.add(key.name()));
    columns.stream()
        .filter(column -> column.expr() != null)
        .forEach(column -> needed.addAll(columns(column.expr())));
    needed.addAll(ofView(big.view(), source));
    return columns.stream().map(Source.Column::name).toList().containsAll(needed);
  }

  private static Set<String> ofView(FeatureView view, Source source) {
    Set<String> names = new TreeSet<>();
    if (view.computation() instanceof Computation.Latest latest) {
      names.addAll(columns(latest.filter()));
      view.features().forEach(feature -> names.addAll(columns(feature.expr())));
    }
    if (view.computation() instanceof Computation.Aggregation aggregation) {
      if (source.name().equals(aggregation.source())) {
        names.addAll(columns(aggregation.filter()));
      }
      for (Aggregate aggregate : aggregation.aggregates()) {
        if (aggregate.source().equals(source.name())) {
          names.addAll(columns(aggregate.argument()));
          names.addAll(columns(aggregate.filter()));
        }
      }
    }
    return names;
  }

  static FactoryCase withColumns(FactoryCase big, Source source, List<Source.Column> columns) {
    Source smaller =
        new Source(
            source.name(),
            source.location(),
            source.eventTime(),
            source.eventId(),
            source.landedAt(),
            source.availableAt(),
            source.unnest(),
            columns);
    Set<String> names = columns.stream().map(Source.Column::name).collect(Collectors.toSet());
    List<Source> sources =
        big.sources().stream().map(s -> s.name().equals(source.name()) ? smaller : s).toList();
    List<Step> steps =
        mapRows(
            big.steps(),
            row -> Stream.of(row.source().equals(source.name()) ? only(row, names) : row));
    return new FactoryCase(0, sources, big.view(), steps);
  }

  private static List<Step> mapRows(List<Step> steps, Function<Row, Stream<Row>> change) {
    List<Step> changed = new ArrayList<>();
    for (Step step : steps) {
      changed.add(
          step instanceof Step.Import landing
              ? new Step.Import(landing.at(), landing.rows().stream().flatMap(change).toList())
              : step);
    }
    return changed;
  }

  private static Row only(Row row, Set<String> columns) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>(row.values());
    values.keySet().retainAll(columns);
    return new Row(row.source(), values);
  }

  /** The names of the columns in an expression; none for null. */
  static Set<String> columns(@Nullable Expr expr) {
    Set<String> names = new TreeSet<>();
    if (expr != null) {
      collect(expr, names);
    }
    return names;
  }

  private static void collect(Expr expr, Set<String> names) {
    if (expr instanceof Expr.Column column) {
      names.add(column.name());
    } else if (expr instanceof Expr.Call call) {
      call.arguments().forEach(argument -> collect(argument, names));
    } else if (expr instanceof Expr.Cast cast) {
      collect(cast.operand(), names);
    } else if (expr instanceof Expr.Case caseWhen) {
      collect(caseWhen.otherwise(), names);
      for (Expr.Branch branch : caseWhen.branches()) {
        collect(branch.condition(), names);
        collect(branch.result(), names);
      }
    }
  }

  private static Aggregate aggregate(Aggregate a, @Nullable Expr filter, List<Window> windows) {
    return new Aggregate(
        a.name(), a.source(), a.function(), a.argument(), filter, a.parameter(), a.type(), windows);
  }

  private static FactoryCase withAggregation(
      FactoryCase big, @Nullable Expr filter, List<Aggregate> aggregates) {
    Computation.Aggregation old = (Computation.Aggregation) big.view().computation();
    Computation computation = new Computation.Aggregation(old.source(), filter, aggregates);
    return withView(big, computation, big.view().features());
  }

  private static FactoryCase withView(
      FactoryCase big, Computation computation, List<FeatureView.Feature> features) {
    FeatureView v = big.view();
    FeatureView view =
        new FeatureView(
            v.id(),
            v.description(),
            v.owner(),
            v.tags(),
            v.keys(),
            v.every(),
            v.tile(),
            v.delay(),
            v.publishDelay(),
            v.freshWithin(),
            computation,
            features,
            v.checks(),
            v.online());
    return new FactoryCase(0, big.sources(), view, big.steps());
  }
}
