package io.featurefactory.cli.materialize;

import io.featurefactory.compute.FeatureEngine;
import io.featurefactory.compute.Holder;
import io.featurefactory.compute.Progress;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes one boundary of a view with the real engine, in tables that are gone when it is closed.
 * Nothing is registered, logged for good or published.
 */
public final class Trial implements AutoCloseable {
  private static final String PREFIX = "preview_";
  private static final List<String> NAMESPACES = List.of("log", "tiles", "state", "sources");

  private final SourceInputs inputs;
  private final ViewTables tables;
  private final FeatureView view;
  private final FeatureEngine engine;
  private final Progress progress;

  private Trial(
      SourceInputs inputs,
      TaskScheduler scheduler,
      FeatureView view,
      Map<String, Source> sources,
      Instant boundary) {
    this.inputs = inputs;
    this.view = view;
    String name = PREFIX + ProcessHandle.current().pid() + "_" + view.id().name();
    this.tables = new ViewTables(name + "_tiles", name + "_log", name + "_state");
    Holder holder = new Holder(name, 1);
    FeatureEngine checked = FeatureEngine.of(inputs, scheduler, view, sources, tables, holder);
    this.progress = checked.run(List.of(boundary));
    if (progress.blocked() == null) {
      this.engine = checked;
    } else {
      FeatureView free = unchecked(view);
      this.engine = FeatureEngine.of(inputs, scheduler, free, sources, tables, holder);
      engine.run(List.of(boundary));
    }
  }

  /**
   * Computes a boundary from all events that the sources have.
   *
   * @param boundary a multiple of the view's hop
   */
  public static Trial run(
      SourceInputs inputs,
      TaskScheduler scheduler,
      FeatureView view,
      Map<String, Source> sources,
      Instant boundary) {
    dropLeftovers(inputs.warehouse());
    long pid = ProcessHandle.current().pid();
    try {
      return new Trial(inputs.afresh(PREFIX + pid + "_"), scheduler, view, sources, boundary);
    } catch (RuntimeException e) {
      drop(inputs.warehouse(), pid);
      throw e;
    }
  }

  /** The view without its checks. */
  private static FeatureView unchecked(FeatureView view) {
    return new FeatureView(
        view.id(),
        view.description(),
        view.owner(),
        view.tags(),
        view.keys(),
        view.every(),
        view.tile(),
        view.delay(),
        view.publishDelay(),
        view.freshWithin(),
        view.computation(),
        view.features(),
        List.of(),
        view.online());
  }

  /** Rows of the sources that were read. */
  public long events() {
    return progress.events();
  }

  /** Rows of the result of an sql view that took no part, as they have no key. */
  public long withoutKey() {
    return progress.withoutKey();
  }

  /** The outcomes of the view's checks. */
  public List<Progress.CheckOutcome> checks() {
    Progress.Boundary blocked = progress.blocked();
    return blocked == null ? progress.logged().get(0).checks() : blocked.checks();
  }

  /** The number of keys that have values other than those of the empty row. */
  public long keys() {
    try (KernelSession session = inputs.kernel().session()) {
      return session.query("SELECT count(*) FROM (" + rows() + ")", row -> row.longValue(0)).get(0);
    }
  }

  /** Keys and features of the first rows in the order of the keys. */
  public List<List<@Nullable Object>> first(int limit) {
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < view.keys().size(); i++) {
      order.append(i == 0 ? "" : ", ").append(i + 2);
    }
    return read("SELECT * FROM (%s) ORDER BY %s LIMIT %d".formatted(rows(), order, limit));
  }

  /** Keys and features of a key's row; null if it has none. */
  public @Nullable List<@Nullable Object> find(List<Object> key) {
    long hash = KeyEncoding.hash(KeyEncoding.bytes(key));
    List<List<@Nullable Object>> rows =
        read("SELECT * FROM (%s) WHERE key_hash = %d".formatted(rows(), hash)).stream()
            .filter(row -> row.subList(0, key.size()).equals(key))
            .toList();
    return rows.isEmpty() ? null : rows.get(0);
  }

  private String rows() {
    return engine.rows().latest(engine.rows().snapshot());
  }

  /** Without {@code key_hash}, {@code feature_time} and {@code run}. */
  private List<List<@Nullable Object>> read(String sql) {
    try (KernelSession session = inputs.kernel().session()) {
      return session.query(sql, this::read);
    }
  }

  private List<@Nullable Object> read(ResultRow row) {
    List<@Nullable Object> all = row.values();
    int keys = view.keys().size();
    List<@Nullable Object> wanted = new ArrayList<>(all.subList(1, 1 + keys));
    wanted.addAll(all.subList(keys + 3, all.size()));
    return wanted;
  }

  /** Tables of processes that did not come to dropping them. */
  private static void dropLeftovers(Warehouse warehouse) {
    for (String namespace : NAMESPACES) {
      for (TableId id : warehouse.tables(namespace)) {
        if (id.name().matches(PREFIX + "[0-9]+_.*")) {
          long pid = Long.parseLong(id.name().split("_", 3)[1]);
          boolean own = pid == ProcessHandle.current().pid();
          if (own || ProcessHandle.of(pid).isEmpty()) {
            warehouse.dropTable(id);
          }
        }
      }
    }
  }

  private static void drop(Warehouse warehouse, long pid) {
    for (String namespace : NAMESPACES) {
      for (TableId id : warehouse.tables(namespace)) {
        if (id.name().startsWith(PREFIX + pid + "_")) {
          warehouse.dropTable(id);
        }
      }
    }
  }

  @Override
  public void close() {
    drop(inputs.warehouse(), ProcessHandle.current().pid());
  }
}
