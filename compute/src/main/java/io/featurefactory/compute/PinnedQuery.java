package io.featurefactory.compute;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.Sandbox;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.UserQuery;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The query of an sql view over one snapshot of each table that it reads, in a sandbox: whatever
 * lands meanwhile, all boundaries see the same rows.
 */
final class PinnedQuery implements AutoCloseable {
  private static final Map<String, DataType> PARAMETERS =
      Map.of(
          "boundary", Primitive.TIMESTAMP,
          "window_start", Primitive.TIMESTAMP,
          "window_end", Primitive.TIMESTAMP);

  private final FeatureView view;
  private final UserQuery query;
  private final Map<String, Long> snapshots;
  private final long records;
  private final Sandbox sandbox;

  private PinnedQuery(
      FeatureView view,
      UserQuery query,
      Map<String, Long> snapshots,
      long records,
      Sandbox sandbox) {
    this.view = view;
    this.query = query;
    this.snapshots = snapshots;
    this.records = records;
    this.sandbox = sandbox;
  }

  /** The query of a view as text; an error that names the view if it is not one that can run. */
  static UserQuery parse(SourceInputs inputs, FeatureView view) {
    Computation.Query computation = (Computation.Query) view.computation();
    try {
      return parseText(inputs, computation);
    } catch (FactoryException e) {
      throw ComputeErrors.inQuery(view.id(), e);
    }
  }

  /** A query as text; an error says what is wrong with it, not whose it is. */
  static UserQuery parseText(SourceInputs inputs, Computation.Query computation) {
    String select = computation.sql().strip().replaceAll(";\\s*$", "");
    try (KernelSession session = inputs.kernel().session()) {
      return UserQuery.parse(session, select, UserQuery.Use.VIEW, PARAMETERS);
    }
  }

  /**
   * Pins the newest snapshots.
   *
   * @param results folder that results may be written to; null for none
   */
  static PinnedQuery open(SourceInputs inputs, FeatureView view, @Nullable Path results) {
    UserQuery query = parse(inputs, view);
    List<TableId> known = inputs.warehouse().tables(TableId.LAKE);
    try {
      query.checkTables(known.stream().map(TableId::toString).toList());
    } catch (FactoryException e) {
      throw ComputeErrors.inQuery(view.id(), e);
    }
    Map<String, Long> snapshots = new TreeMap<>();
    List<Sandbox.Input> tables = new ArrayList<>();
    long records = 0;
    for (String name : query.tables()) {
      TableId id =
          known.stream().filter(k -> k.toString().equalsIgnoreCase(name)).findFirst().orElseThrow();
      LakeTable table = inputs.warehouse().loadTable(id);
      long snapshot = table.currentSnapshot();
      List<LakeFile> files = table.files(snapshot);
      snapshots.put(id.toString(), snapshot);
      records += LakeFile.records(files);
      tables.add(Sandbox.Input.of(table, files).named(name));
    }
    Sandbox sandbox = Sandbox.open(share(inputs.kernel().settings()), tables, results);
    return new PinnedQuery(view, query, snapshots, records, sandbox);
  }

  /** Views are computed several at once, each with a sandbox beside the kernel. */
  private static KernelSettings share(KernelSettings settings) {
    return settings.withMemoryBytes(settings.memoryBytes() / settings.concurrency());
  }

  /** The snapshot of each table that is read. */
  Map<String, Long> snapshots() {
    return Map.copyOf(snapshots);
  }

  /** Rows of the tables. */
  long records() {
    return records;
  }

  /** Fails if the query's columns are not what the view needs. */
  void check() {
    columns(sql(Instant.EPOCH)).values();
  }

  /**
   * Runs the query at a boundary and writes keys and features, of their types, to a Parquet file.
   */
  void write(Instant boundary, Path file) {
    String sql = sql(boundary);
    QueryColumns columns = columns(sql);
    String select = "SELECT %s FROM (\n%s\n)".formatted(String.join(", ", columns.values()), sql);
    try {
      sandbox
          .session()
          .execute(
              "COPY (%s) TO %s (FORMAT parquet)".formatted(select, Sql.string(file.toString())));
    } catch (FactoryException e) {
      if (e.kind() == FactoryException.Kind.DATA) {
        refuseMisfit(sql, columns, boundary);
      }
      throw ComputeErrors.inQuery(view.id(), sandbox.blame(e));
    }
  }

  private void refuseMisfit(String sql, QueryColumns columns, Instant boundary) {
    List<String> keys =
        sandbox
            .session()
            .query(
                "SELECT %s FROM (\n%s\n) WHERE %s LIMIT 1"
                    .formatted(KeySql.named(view.keys()), sql, columns.misfits()),
                row -> String.valueOf(row.string(0)));
    if (!keys.isEmpty()) {
      throw ComputeErrors.queryValueDoesNotFit(view.id(), boundary, keys.get(0));
    }
  }

  private QueryColumns columns(String sql) {
    try {
      return QueryColumns.of(view, sandbox.session(), "(\n" + sql + "\n)");
    } catch (FactoryException e) {
      throw ComputeErrors.inQuery(view.id(), e);
    }
  }

  /** The text at a boundary. */
  private String sql(Instant boundary) {
    return query.sql(parameters((Computation.Query) view.computation(), boundary));
  }

  /** The instants that a query, of any dialect, may name. */
  static Map<String, Instant> parameters(Computation.Query computation, Instant boundary) {
    Map<String, Instant> values = new HashMap<>();
    values.put("boundary", boundary);
    values.put("window_end", boundary);
    if (computation.window() != null) {
      values.put("window_start", boundary.minus(computation.window()));
    }
    return values;
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
