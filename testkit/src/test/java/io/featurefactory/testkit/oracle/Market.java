package io.featurefactory.testkit.oracle;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Small definitions, events and runs for worked examples; days are those of January 2026. */
final class Market {
  static final Duration DAY = Duration.ofDays(1);
  static final DataType DECIMAL = new DataType.Decimal(12, 2);

  private Market() {}

  /** {@code at("02T10:30")} is 10:30 on the second. */
  static Instant at(String dayAndTime) {
    return Instant.parse("2026-01-" + dayAndTime + "Z");
  }

  static Instant day(int day) {
    return Instant.parse("2026-01-01T00:00:00Z").plus(DAY.multipliedBy(day - 1L));
  }

  /**
   * A source {@code s} with key {@code k}, time {@code t}, id {@code id} and the value {@code x}.
   */
  static Source source(DataType x) {
    return source("s", "id", null, x);
  }

  static Source source(
      String name, @Nullable String eventId, @Nullable String landedAt, DataType x) {
    List<Source.Column> columns = new ArrayList<>();
    columns.add(column("k", Primitive.VARCHAR));
    columns.add(column("t", Primitive.TIMESTAMP));
    columns.add(column("id", Primitive.VARCHAR));
    columns.add(column("landed", Primitive.TIMESTAMP));
    columns.add(column("available", Primitive.TIMESTAMP));
    columns.add(column("flag", Primitive.BOOLEAN));
    columns.add(column("x", x));
    return new Source(
        name, new Source.LakeTable(name), "t", eventId, landedAt, null, null, columns);
  }

  static Source.Column column(String name, DataType type) {
    return new Source.Column(name, type, name, null);
  }

  static Event event(int batch, String key, Instant time, @Nullable Object x) {
    return event("s", batch, key, time, Map.of(), x);
  }

  /** An event whose other columns are NULL, or as given. */
  static Event event(
      String source,
      int batch,
      @Nullable String key,
      Instant time,
      Map<String, Object> others,
      @Nullable Object x) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("k", key);
    values.put("t", time);
    values.put("id", null);
    values.put("landed", null);
    values.put("available", null);
    values.put("flag", null);
    values.putAll(others);
    values.put("x", x);
    return new Event(source, batch, values.hashCode(), values);
  }

  static Window window(String name, Duration length) {
    return new Window(name, length, Duration.ZERO);
  }

  static Aggregate countAll(Window... windows) {
    return aggregate(AggregateFunction.COUNT, null, 0, Primitive.BIGINT, windows);
  }

  static Aggregate of(
      AggregateFunction function, DataType argument, DataType result, Window... windows) {
    return aggregate(function, argument, 0, result, windows);
  }

  static Aggregate aggregate(
      AggregateFunction function,
      @Nullable DataType argument,
      double parameter,
      DataType result,
      Window... windows) {
    Expr x = argument == null ? null : new Expr.Column("x", argument);
    return new Aggregate("a", "s", function, x, null, parameter, result, List.of(windows));
  }

  /** A daily view by {@code k}, each window a feature. */
  static FeatureView daily(Aggregate... aggregates) {
    return view(DAY, DAY, new Computation.Aggregation("s", null, List.of(aggregates)));
  }

  static FeatureView view(Duration every, Duration tile, Computation.Aggregation aggregation) {
    List<FeatureView.Feature> features = new ArrayList<>();
    for (Aggregate aggregate : aggregation.aggregates()) {
      for (Window window : aggregate.windows()) {
        Expr column = new Expr.Column(window.name(), aggregate.type());
        features.add(new FeatureView.Feature(window.name(), column, ""));
      }
    }
    return view(
        List.of(new FeatureView.Key("k", Primitive.VARCHAR)), every, tile, aggregation, features);
  }

  static FeatureView view(
      List<FeatureView.Key> keys,
      Duration every,
      Duration tile,
      Computation computation,
      List<FeatureView.Feature> features) {
    return new FeatureView(
        new ViewId("v", 1),
        "",
        "owner@example.com",
        List.of(),
        keys,
        every,
        tile,
        Duration.ZERO,
        Duration.ofMinutes(30),
        Duration.ofDays(3),
        computation,
        features,
        List.of(),
        List.of());
  }

  /** Runs numbered from {@code first} of the days in {@code [from, to]}. */
  static List<Run> runs(Run.Kind kind, long first, int from, int to, int visibleBatch) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(d -> new Run(first + d - from, day((int) d), kind, visibleBatch))
        .toList();
  }

  /** The rows as {@code key day values}. */
  static List<String> text(OracleLog log) {
    return log.rows().stream()
        .map(
            row ->
                "%s %s %s"
                    .formatted(
                        row.key(), row.featureTime().toString().substring(8, 13), row.values()))
        .toList();
  }
}
