package io.featurefactory.testkit.generate;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.ViewId;
import io.featurefactory.testkit.oracle.LogRow;
import io.featurefactory.testkit.oracle.ServedRun;
import io.featurefactory.testkit.oracle.ViewHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Random training sets: keys that collide when they are joined to one text, times at and beside the
 * ends of publishes, backfilled boundaries beside served ones, outages, rollbacks.
 */
public final class TrainingCases {
  private static final List<Primitive> KEY_TYPES =
      List.of(Primitive.VARCHAR, Primitive.VARCHAR, Primitive.BIGINT, Primitive.BOOLEAN);
  private static final List<DataType> FEATURE_TYPES =
      List.of(
          Primitive.BIGINT,
          Primitive.DOUBLE,
          Primitive.VARCHAR,
          Primitive.BOOLEAN,
          Primitive.TIMESTAMP,
          new DataType.Decimal(12, 2),
          new DataType.Decimal(38, 5),
          new DataType.Array(Primitive.VARCHAR),
          new DataType.Array(Primitive.BIGINT),
          new DataType.Array(Primitive.DOUBLE),
          new DataType.Array(Primitive.TIMESTAMP));
  private static final List<Duration> HOPS =
      List.of(
          Duration.ofDays(1),
          Duration.ofHours(1),
          Duration.ofMinutes(15),
          Duration.ofSeconds(1),
          Duration.ofMillis(250));
  private static final List<String> STARTS =
      List.of(
          "2026-03-29T00:00:00Z",
          "2026-10-25T00:00:00Z",
          "1969-12-31T00:00:00Z",
          "2261-12-30T00:00:00Z");

  private final Dice dice;
  private final RandomValues values;
  private final Instant start;
  private final Map<String, DataType> spineColumns = new HashMap<>();
  private final List<TrainingCase.Column> columns = new ArrayList<>();
  private final Map<String, FeatureRef> resolvedKeys = new HashMap<>();
  private final List<ViewHistory> views = new ArrayList<>();

  private TrainingCases(Dice dice) {
    this.dice = dice;
    this.start = Instant.parse(dice.oneOf(STARTS));
    this.values = new RandomValues(dice, start);
  }

  /** Cases of consecutive seeds. */
  public static Stream<TrainingCase> cases(long seed, int count) {
    return LongStream.range(seed, seed + count).mapToObj(TrainingCases::ofSeed);
  }

  /** The case of a seed. */
  public static TrainingCase ofSeed(long seed) {
    return new TrainingCases(new Dice(seed)).make(seed);
  }

  private TrainingCase make(long seed) {
    column("at", Primitive.TIMESTAMP);
    column("label", Primitive.BIGINT);
    int count = dice.between(1, 3);
    for (int i = 1; i <= count; i++) {
      views.add(view(i));
    }
    FeatureService service = service();
    return new TrainingCase(seed, service, views, columns, spine());
  }

  private void column(String name, DataType type) {
    if (spineColumns.putIfAbsent(name, type) == null) {
      columns.add(new TrainingCase.Column(name, type));
    }
  }

  private ViewHistory view(int number) {
    List<FeatureView.Key> keys = new ArrayList<>();
    int keyCount = dice.between(1, 2);
    for (int i = 0; i < keyCount; i++) {
      keys.add(key(number, i));
    }
    List<ViewHistory.Column> features = new ArrayList<>();
    int featureCount = dice.between(1, 4);
    for (int i = 0; i < featureCount; i++) {
      DataType type = dice.oneOf(FEATURE_TYPES);
      Object empty = type == Primitive.BIGINT && dice.percent(60) ? (Long) 0L : null;
      features.add(new ViewHistory.Column("f" + i, type, empty));
    }
    Duration every = dice.oneOf(HOPS);
    List<Instant> boundaries = new ArrayList<>();
    int boundaryCount = dice.percent(8) ? 0 : dice.between(1, 12);
    for (int i = 0; i < boundaryCount; i++) {
      boundaries.add(start.plus(every.multipliedBy(i)));
    }
    List<LogRow> log = dice.percent(8) ? List.of() : log(keys, features, boundaries);
    return new ViewHistory(
        new ViewId("view" + number, dice.between(1, 2)),
        keys,
        every,
        features,
        log,
        served(boundaries, every));
  }

  /** A key of the spine, one that another view has too, or one that a feature before gives. */
  private FeatureView.Key key(int number, int index) {
    if (number > 1 && dice.percent(30)) {
      ViewHistory before = dice.oneOf(views);
      for (ViewHistory.Column feature : before.features()) {
        if (feature.type() == Primitive.VARCHAR || feature.type() == Primitive.BIGINT) {
          String name = "resolved" + number + index;
          resolvedKeys.put(name, new FeatureRef(before.id(), feature.name(), feature.type()));
          return new FeatureView.Key(name, feature.type());
        }
      }
    }
    Primitive type = dice.oneOf(KEY_TYPES);
    String name = "k" + index + type.name().charAt(1);
    column(name, type);
    return new FeatureView.Key(name, type);
  }

  private List<LogRow> log(
      List<FeatureView.Key> keys, List<ViewHistory.Column> features, List<Instant> boundaries) {
    List<LogRow> log = new ArrayList<>();
    long run = 0;
    for (Instant boundary : boundaries) {
      run++;
      Set<List<Object>> seen = new HashSet<>();
      for (int i = dice.between(0, 8); i > 0; i--) {
        List<Object> key = new ArrayList<>();
        keys.forEach(k -> key.add(keyValue(k.type())));
        if (seen.add(key)) {
          List<@Nullable Object> row = new ArrayList<>();
          boolean empty = dice.percent(10);
          features.forEach(f -> row.add(empty ? f.empty() : featureValue(f.type())));
          log.add(new LogRow(key, boundary, run, row));
        }
      }
    }
    return log;
  }

  private Object keyValue(DataType type) {
    if (type == Primitive.VARCHAR) {
      return dice.oneOf("1", "23", "12", "3", "", "a:b", "NULL", "\u00e4", "\ud83d\ude00");
    }
    return type == Primitive.BIGINT
        ? (Object) (long) dice.oneOf(1, 23, 12, 3, -1)
        : (Object) dice.percent(50);
  }

  private @Nullable Object featureValue(DataType type) {
    if (type instanceof DataType.Array array) {
      List<@Nullable Object> list = new ArrayList<>();
      for (int i = dice.between(0, 3); i > 0; i--) {
        list.add(withoutNegativeZero(values.maybe(array.element())));
      }
      return dice.percent(10) ? null : Collections.unmodifiableList(list);
    }
    return withoutNegativeZero(values.maybe(type));
  }

  private static @Nullable Object withoutNegativeZero(@Nullable Object value) {
    return Double.valueOf(-0.0).equals(value) ? (Double) 0.0 : value;
  }

  /** History that a backfill made, then runs, with outages and rollbacks. */
  private List<ServedRun> served(List<Instant> boundaries, Duration every) {
    List<ServedRun> rows = new ArrayList<>();
    int backfilled = dice.between(0, boundaries.size());
    Duration delay = dice.oneOf(Duration.ZERO, every.dividedBy(2), every.multipliedBy(3));
    Instant clock = Instant.MIN;
    long run = 0;
    for (Instant boundary : boundaries) {
      run++;
      if (run <= backfilled) {
        rows.add(new ServedRun(boundary, run, LedgerRun.Kind.BACKFILL, boundary.plus(delay)));
        continue;
      }
      Instant due = boundary.plus(dice.upTo(every));
      clock = due.isAfter(clock) ? due : clock.plusNanos(1_000L * dice.between(0, 2));
      if (dice.percent(15)) {
        clock = clock.plus(every.multipliedBy(dice.between(1, 3)));
      }
      if (dice.percent(90)) {
        rows.add(new ServedRun(boundary, run, LedgerRun.Kind.RUN, clock));
      }
      if (dice.percent(15)) {
        ServedRun target = dice.percent(80) && !rows.isEmpty() ? dice.oneOf(rows) : null;
        if (target != null) {
          clock = clock.plusNanos(1_000L * dice.between(1, 50));
          run++;
          rows.add(new ServedRun(target.boundary(), run, LedgerRun.Kind.ROLLBACK, clock));
          if (dice.percent(30)) {
            run++;
            clock = clock.plusNanos(1_000L * dice.between(0, 2));
            rows.add(new ServedRun(boundary, run, LedgerRun.Kind.RUN, clock));
          }
        }
      }
    }
    return dice.shuffled(rows);
  }

  private FeatureService service() {
    List<FeatureRef> all = new ArrayList<>();
    for (ViewHistory view : views) {
      view.features().forEach(f -> all.add(new FeatureRef(view.id(), f.name(), f.type())));
    }
    List<FeatureService.Member> members = new ArrayList<>();
    for (FeatureRef feature : dice.shuffled(all)) {
      if (dice.percent(80)) {
        Object standIn =
            feature.type() instanceof DataType.Array || dice.percent(70)
                ? null
                : withoutNegativeZero(values.value(feature.type()));
        members.add(new FeatureService.Member(feature, standIn));
      }
    }
    List<FeatureService.Derived> derived = new ArrayList<>();
    for (FeatureRef feature : all) {
      if (dice.percent(25)) {
        Expr.Column column =
            new Expr.Column(feature.view().name() + "." + feature.feature(), feature.type());
        derived.add(derived("d" + derived.size(), column, List.of(feature)));
      }
    }
    if (dice.percent(30)) {
      derived.add(derived("asked", new Expr.Column("asked_at", Primitive.TIMESTAMP), List.of()));
    }
    List<FeatureService.Input> inputs = new ArrayList<>();
    if (dice.percent(30)) {
      column("device", Primitive.VARCHAR);
      inputs.add(new FeatureService.Input("device", Primitive.VARCHAR));
      derived.add(derived("sent", new Expr.Column("device", Primitive.VARCHAR), List.of()));
    }
    return new FeatureService(
        "service", 1, "", "", members, Map.copyOf(resolvedKeys), inputs, derived, null);
  }

  private static FeatureService.Derived derived(String name, Expr expr, List<FeatureRef> features) {
    return new FeatureService.Derived(name, expr, "", features);
  }

  private List<List<@Nullable Object>> spine() {
    List<Instant> times = new ArrayList<>();
    times.add(Instant.parse("1900-01-01T00:00:00Z"));
    times.add(Instant.parse("9999-12-31T23:59:59.999999Z"));
    for (ViewHistory view : views) {
      for (ServedRun row : view.served()) {
        times.add(row.finished());
        times.add(row.boundary());
      }
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = dice.percent(5) ? 0 : dice.between(1, 40); i > 0; i--) {
      if (!rows.isEmpty() && dice.percent(10)) {
        rows.add(dice.oneOf(rows));
        continue;
      }
      List<@Nullable Object> row = new ArrayList<>();
      for (TrainingCase.Column column : columns) {
        row.add(dice.percent(5) ? null : spineValue(column, times));
      }
      rows.add(row);
    }
    return rows;
  }

  private @Nullable Object spineValue(TrainingCase.Column column, List<Instant> times) {
    if (column.name().equals("at")) {
      return dice.oneOf(times).plusNanos(1_000L * dice.oneOf(-1, 0, 0, 1, 500_000));
    }
    return column.name().startsWith("k") ? keyValue(column.type()) : values.value(column.type());
  }
}
