package io.featurefactory.compute;

import io.featurefactory.compute.AggregatePlan.Place;
import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Computation.Aggregation;
import io.featurefactory.model.Computation.Latest;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a view with tiles is computed: what its tiles hold, and the values that its feature
 * expressions refer to.
 *
 * @param sources what each source gives to the tiles
 * @param windows each with its plan, in the order of the definition
 * @param latest true for a table view: the only window is the whole past, its value a row
 */
record ViewPlan(
    FeatureView view,
    List<SourceTiles> sources,
    List<Windowed> windows,
    TileLevels levels,
    @Nullable Latest latest) {

  /** A window of an aggregate. */
  record Windowed(Window window, AggregatePlan plan) {}

  /** A value by name, for the expressions of features. */
  record NamedValue(String name, String sql) {}

  /** The aggregate's name that a table view's rows have in the tiles. */
  private static final String ROW = "row";

  private static final String PRESENT = "__present";

  ViewPlan {
    sources = List.copyOf(sources);
    windows = List.copyOf(windows);
  }

  /** The plan of an aggregates view or of a table view. */
  static ViewPlan of(FeatureView view, Map<String, Source> sources) {
    if (view.computation() instanceof Latest latest) {
      return ofLatest(view, latest, source(sources, latest.source()));
    }
    return ofAggregates(view, (Aggregation) view.computation(), sources);
  }

  private static ViewPlan ofAggregates(
      FeatureView view, Aggregation aggregation, Map<String, Source> sources) {
    Map<String, List<AggregatePlan>> bySource = new LinkedHashMap<>();
    List<Windowed> windows = new ArrayList<>();
    for (Aggregate aggregate : aggregation.aggregates()) {
      Source source = source(sources, aggregate.source());
      AggregatePlan plan = AggregatePlans.of(aggregate, source, view.tile());
      bySource.computeIfAbsent(source.name(), s -> new ArrayList<>()).add(plan);
      aggregate.windows().forEach(w -> windows.add(new Windowed(w, plan)));
    }
    List<SourceTiles> tiles = new ArrayList<>();
    bySource.forEach(
        (name, plans) -> tiles.add(sourceTiles(view, aggregation, source(sources, name), plans)));
    TileLevels levels = TileLevels.of(view.tile(), windows.stream().map(Windowed::window).toList());
    return new ViewPlan(view, tiles, windows, levels, null);
  }

  private static SourceTiles sourceTiles(
      FeatureView view, Aggregation aggregation, Source source, List<AggregatePlan> plans) {
    List<String> conditions = new ArrayList<>();
    Expr filter = aggregation.filter();
    if (filter != null && source.name().equals(aggregation.source())) {
      conditions.add("(" + ExpressionSql.render(filter) + ")");
    }
    List<Expr> filters = new ArrayList<>();
    for (AggregatePlan plan : plans) {
      Expr own = plan.aggregate().filter();
      if (own != null && !filters.contains(own)) {
        filters.add(own);
      }
    }
    if (plans.stream().allMatch(p -> p.aggregate().filter() != null)) {
      conditions.add(
          "("
              + String.join(
                  " OR ", filters.stream().map(f -> "(" + ExpressionSql.render(f) + ")").toList())
              + ")");
    }
    return new SourceTiles(
        source,
        conditions.isEmpty() ? "true" : String.join(" AND ", conditions),
        Sql.floor("__time", view.tile()),
        true,
        plans.stream().flatMap(p -> p.columns().stream()).toList(),
        plans.stream()
            .flatMap(
                p ->
                    p.items() == null
                        ? java.util.stream.Stream.empty()
                        : java.util.stream.Stream.of(p.items()))
            .toList());
  }

  /** A row enters at the first boundary at which it is known; the newest one is kept. */
  private static ViewPlan ofLatest(FeatureView view, Latest latest, Source source) {
    String available = source.availableAt() == null ? "__time" : Sql.id(source.availableAt());
    List<DataType.Field> fields = new ArrayList<>();
    fields.add(new DataType.Field("__time", Primitive.TIMESTAMP));
    fields.add(new DataType.Field("__available", Primitive.TIMESTAMP));
    source.columns().forEach(c -> fields.add(new DataType.Field(c.name(), c.type())));
    String packed =
        "max(struct_pack(__time := __time, __available := %s, %s))"
            .formatted(
                available,
                Sql.list(source.columns(), c -> Sql.id(c.name()) + " := " + Sql.id(c.name())));
    PartialColumn row =
        new PartialColumn(ROW + "__v", "v", new DataType.Struct(fields), packed, Merge.MAX, 0);
    Window past = new Window(ROW, null, Duration.ZERO);
    Aggregate aggregate =
        new Aggregate(
            ROW,
            source.name(),
            AggregateFunction.LAST,
            null,
            null,
            0,
            Primitive.TIMESTAMP,
            List.of(past));
    AggregatePlan plan =
        new AggregatePlan(aggregate, List.of(row), null, (w, p) -> AggregatePlans.merged(ROW, "v"));
    String entered = "greatest(__time, " + available + ")";
    Expr filter = latest.filter();
    String condition =
        available
            + " IS NOT NULL"
            + (filter == null ? "" : " AND (" + ExpressionSql.render(filter) + ")");
    SourceTiles tiles =
        new SourceTiles(
            source,
            condition,
            Sql.ceiling(entered, view.tile()) + " - " + Sql.interval(view.tile()),
            false,
            List.of(row),
            List.of());
    return new ViewPlan(
        view,
        List.of(tiles),
        List.of(new Windowed(past, plan)),
        TileLevels.of(view.tile(), List.of(past)),
        latest);
  }

  private static Source source(Map<String, Source> sources, String name) {
    Source source = sources.get(name);
    if (source == null) {
      throw new IllegalArgumentException("no source " + name + " among " + sources.keySet());
    }
    return source;
  }

  /** All partial columns of the tile table, in order. */
  List<PartialColumn> columns() {
    return sources.stream().flatMap(s -> s.columns().stream()).toList();
  }

  /** All lists of the tile table, in order. */
  List<ItemList> items() {
    return sources.stream().flatMap(s -> s.items().stream()).toList();
  }

  /** Quoted names of the keys, with the hash first: what rows are grouped and joined by. */
  String keyColumns() {
    return "key_hash, " + keys();
  }

  /** Quoted names of the keys. */
  String keys() {
    return Sql.list(view.keys(), k -> Sql.id(k.name()));
  }

  /** SQL of the text that names a key in errors. */
  String keyText() {
    return KeySql.named(view.keys());
  }

  /** What the features' expressions refer to, from merged columns, at a boundary given as SQL. */
  List<NamedValue> values(String boundary) {
    if (latest != null) {
      return latestValues(latest, boundary);
    }
    Place place = new Place(boundary, keyText());
    return windows.stream()
        .map(w -> new NamedValue(w.window().name(), w.plan().value().sql(w.window(), place)))
        .toList();
  }

  /** Name of the value that says whether a table view has a row; null where it is no table view. */
  @Nullable String presence() {
    return latest == null ? null : PRESENT;
  }

  private List<NamedValue> latestValues(Latest table, String boundary) {
    String row = AggregatePlans.merged(ROW, "v");
    Duration maxAge = table.maxAge();
    String inTime =
        maxAge == null
            ? ""
            : " AND %s.__time >= %s - %s".formatted(row, boundary, Sql.interval(maxAge));
    List<NamedValue> values = new ArrayList<>();
    values.add(new NamedValue(PRESENT, row + " IS NOT NULL" + inTime));
    sources
        .get(0)
        .source()
        .columns()
        .forEach(c -> values.add(new NamedValue(c.name(), row + "." + Sql.id(c.name()))));
    return values;
  }
}
