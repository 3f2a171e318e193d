package io.featurefactory.compute;

import io.featurefactory.lake.Exchange;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A query in the dialect of Spark, run by Spark; its rows come back as Parquet files. */
final class ScriptQuery implements BoundaryQuery {
  private final SourceInputs inputs;
  private final FeatureView view;
  private final ScriptText text;
  private final ScriptEngine engine;
  private final List<ScriptEngine.Table> tables;
  private final Exchange exchange;

  private ScriptQuery(
      SourceInputs inputs,
      FeatureView view,
      ScriptText text,
      ScriptEngine engine,
      List<ScriptEngine.Table> tables) {
    this.inputs = inputs;
    this.view = view;
    this.text = text;
    this.engine = engine;
    this.tables = tables;
    this.exchange = Exchange.open(inputs.warehouse());
  }

  /**
   * Pins the inputs.
   *
   * @param engine null if there is none, which is an error
   */
  static ScriptQuery open(SourceInputs inputs, FeatureView view, @Nullable ScriptEngine engine) {
    if (engine == null) {
      throw ComputeErrors.noSpark(view.id());
    }
    ScriptText text = new ScriptText(view);
    List<TableId> known = inputs.warehouse().tables(TableId.LAKE);
    List<ScriptEngine.Table> tables = new ArrayList<>();
    for (String name : text.tables(known.stream().map(TableId::toString).toList())) {
      TableId id =
          known.stream()
              .filter(k -> k.toString().equalsIgnoreCase(name))
              .findFirst()
              .orElseThrow(() -> ComputeErrors.unknownTable(view.id(), name, known));
      tables.add(engine.pin(name, () -> newest(inputs.warehouse().loadTable(id), name)));
    }
    return new ScriptQuery(inputs, view, text, engine, tables);
  }

  private static ScriptEngine.Table newest(LakeTable table, String name) {
    long snapshot = table.currentSnapshot();
    List<LakeFile> files = table.files(snapshot);
    return new ScriptEngine.Table(
        name,
        table.columns(),
        files.stream().map(LakeFile::path).toList(),
        snapshot,
        LakeFile.records(files));
  }

  @Override
  public Map<String, Long> snapshots() {
    Map<String, Long> snapshots = new TreeMap<>();
    tables.forEach(table -> snapshots.put(table.name(), table.snapshot()));
    return snapshots;
  }

  @Override
  public long records() {
    return tables.stream().mapToLong(ScriptEngine.Table::records).sum();
  }

  @Override
  public String result(Instant boundary, long run) {
    List<String> keys = view.keys().stream().map(FeatureView.Key::name).toList();
    String folder = Long.toString(run);
    try {
      engine.write(
          tables, text.statements(parameters(boundary)), keys, exchange.location() + "/" + folder);
    } catch (FactoryException e) {
      throw text.blamed(e);
    }
    String rows = "read_parquet([%s])".formatted(Sql.list(exchange.files(folder), Sql::string));
    try (KernelSession session = inputs.kernel().session()) {
      QueryColumns columns = QueryColumns.of(view, session, rows);
      return "(SELECT %s FROM %s)".formatted(String.join(", ", columns.values()), rows);
    }
  }

  private Map<String, String> parameters(Instant boundary) {
    Map<String, String> literals = new HashMap<>();
    PinnedQuery.parameters((Computation.Query) view.computation(), boundary)
        .forEach((name, instant) -> literals.put(name, "TIMESTAMP '" + instant + "'"));
    return literals;
  }

  @Override
  public void forget(long run) {
    exchange.remove(Long.toString(run));
  }

  @Override
  public void close() {
    exchange.close();
  }
}
