package io.featurefactory.compute;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WarehouseSettings;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewTables;
import io.featurefactory.testkit.generate.FactoryCase;
import io.featurefactory.testkit.generate.Row;
import io.featurefactory.testkit.generate.Step;
import io.featurefactory.testkit.oracle.LogRow;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes the steps of a case with the real engine, in a warehouse of its own. */
final class EngineDriver implements AutoCloseable {
  private static final long PARTS = 4;

  private final Warehouse warehouse;
  private final Kernel kernel;
  private final FactoryCase factory;
  private final SourceInputs inputs;
  private final Landing landing;
  private final FeatureEngine engine;
  private final ViewTables names;
  private @Nullable FactoryException failure;

  /** Events land in the lake. */
  EngineDriver(Kernel kernel, TaskScheduler scheduler, Path folder, FactoryCase factory) {
    this(kernel, scheduler, folder, factory, Landing.InLake::new);
  }

  EngineDriver(
      Kernel kernel,
      TaskScheduler scheduler,
      Path folder,
      FactoryCase factory,
      Function<SourceInputs, Landing> landings) {
    this.kernel = kernel;
    this.factory = factory;
    this.warehouse =
        Warehouse.open(
            new WarehouseSettings(
                folder.resolve("warehouse").toString(),
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "test"),
            Clock.systemUTC());
    this.inputs = SourceInputs.of(warehouse, kernel, folder);
    this.landing = landings.apply(inputs);
    Map<String, Source> sources =
        factory.sources().stream().collect(Collectors.toMap(Source::name, landing::prepared));
    String name = factory.view().id().name();
    this.names = new ViewTables(name + "_tiles", name + "_log", name + "_state");
    this.engine =
        FeatureEngine.of(
            inputs,
            scheduler,
            factory.view(),
            sources,
            names,
            new Holder(factory.view().id().name(), 1));
  }

  /** What the log holds after all steps, or after the one that failed. */
  List<LogRow> log() {
    for (Step step : factory.steps()) {
      try {
        take(step);
      } catch (FactoryException e) {
        failure = e;
        break;
      }
    }
    return rows();
  }

  /** Why a step was refused; null if none was. */
  @Nullable FactoryException failure() {
    return failure;
  }

  SourceInputs inputs() {
    return inputs;
  }

  FeatureEngine engine() {
    return engine;
  }

  void take(Step step) {
    FeatureView view = factory.view();
    if (step instanceof Step.Import landing) {
      factory.sources().forEach(s -> land(s, landing.rows()));
    } else if (step instanceof Step.RunDue) {
      List<Instant> due = Schedule.due(view, engine.head(), step.at());
      if (!due.isEmpty()) {
        engine.run(due);
      }
    } else if (step instanceof Step.Backfill backfill) {
      List<Instant> range =
          Schedule.backfill(view, engine.head(), backfill.from(), backfill.to(), step.at());
      if (!range.isEmpty()) {
        engine.backfill(range);
      }
    }
  }

  private void land(Source source, List<Row> rows) {
    List<Source.Column> columns = source.columns().stream().filter(c -> c.expr() == null).toList();
    List<String> tuples = new ArrayList<>();
    for (Row row : rows) {
      if (row.source().equals(source.name())) {
        tuples.add(
            "(" + Sql.list(columns, c -> literal(row.values().get(c.name()), c.type())) + ")");
      }
    }
    if (tuples.isEmpty()) {
      return;
    }
    String select =
        "SELECT * FROM (VALUES %s) v(%s)"
            .formatted(String.join(",\n", tuples), Sql.list(columns, c -> Sql.id(c.name())));
    landing.land(source, select);
  }

  static String literal(@Nullable Object value, DataType type) {
    if (value == null) {
      return Sql.nullOf(type);
    }
    if (value instanceof List<?> list) {
      DataType element = ((DataType.Array) type).element();
      return "[" + Sql.list(list, v -> literal(v, element)) + "]::" + Sql.type(type);
    }
    if (value instanceof Instant instant) {
      return "make_timestamp(" + Boundaries.micros(instant) + ")";
    }
    String text = value instanceof BigDecimal d ? d.toPlainString() : value.toString();
    return Sql.string(text) + "::" + Sql.type(type);
  }

  private List<LogRow> rows() {
    FeatureView view = factory.view();
    LakeTable log = warehouse.loadTable(FeatureTables.log(names));
    String select =
        "SELECT feature_time, run, %s, %s FROM %s ORDER BY run, key_hash, feature_time"
            .formatted(
                Sql.list(view.keys(), k -> Sql.id(k.name())),
                Sql.list(view.features(), f -> Sql.id(f.name())),
                log.relation(log.files(log.currentSnapshot())));
    int keys = view.keys().size();
    try (KernelSession session = kernel.session()) {
      return session.query(
          select,
          row -> {
            List<@Nullable Object> all = row.values();
            List<Object> key = new ArrayList<>();
            all.subList(2, 2 + keys).forEach(v -> key.add(java.util.Objects.requireNonNull(v)));
            return new LogRow(
                key, (Instant) all.get(0), (Long) all.get(1), all.subList(2 + keys, all.size()));
          });
    }
  }

  /** Rows of the log as a publish reads them: whole, and the same in some parts. */
  Map<List<String>, List<String>> published() {
    FeatureRows rows = engine.rows();
    long snapshot = rows.snapshot();
    long few = 1 + rows().size() / PARTS;
    LogHead head = engine.head();
    long last = head == null ? 0 : head.run();
    Instant middle = head == null ? Instant.EPOCH : head.last().minus(factory.view().every());
    Map<List<String>, List<String>> published = new LinkedHashMap<>();
    published.put(texts(List.of(rows.latest(snapshot))), texts(rows.latest(snapshot, few)));
    published.put(
        texts(List.of(rows.changed(snapshot, 0, Instant.EPOCH, last))),
        texts(rows.changed(snapshot, 0, Instant.EPOCH, last, few)));
    published.put(
        texts(List.of(rows.changed(snapshot, last / 2, middle, last))),
        texts(rows.changed(snapshot, last / 2, middle, last, few)));
    return published;
  }

  private List<String> texts(List<String> selects) {
    List<String> rows = new ArrayList<>();
    try (KernelSession session = kernel.session()) {
      for (String select : selects) {
        session.forEach(
            "SELECT CAST(t AS VARCHAR) FROM (%s) t".formatted(select),
            row -> rows.add(String.valueOf(row.string(0))));
      }
    }
    rows.sort(null);
    return rows;
  }

  @Override
  public void close() {
    warehouse.close();
  }
}
