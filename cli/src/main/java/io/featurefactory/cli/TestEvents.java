package io.featurefactory.cli;

import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.TableSpec;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lands the events of a test in tables that hold exactly the stored columns of their sources. */
final class TestEvents {
  private final Warehouse warehouse;
  private final Kernel kernel;

  TestEvents(Warehouse warehouse, Kernel kernel) {
    this.warehouse = warehouse;
    this.kernel = kernel;
  }

  /**
   * Lands events in the order in which they are given.
   *
   * @return the sources, as they read these tables
   */
  Map<String, Source> land(
      Map<String, Source> sources, Map<String, List<Map<String, @Nullable Object>>> events) {
    Map<String, Source> flat = new HashMap<>();
    for (Source source : sources.values()) {
      Source plain = flat(source);
      flat.put(plain.name(), plain);
      List<Map<String, @Nullable Object>> rows = events.getOrDefault(source.name(), List.of());
      if (!rows.isEmpty()) {
        createTable(TableId.lake(plain.name()), plain);
        land(TableId.lake(plain.name()), plain, rows);
      }
    }
    return flat;
  }

  /**
   * Lands events in the tables and columns that a query names.
   *
   * @return the sources as they are
   */
  Map<String, Source> landAsStored(
      Map<String, Source> sources, Map<String, List<Map<String, @Nullable Object>>> events) {
    for (Source source : sources.values()) {
      if (source.location() instanceof Source.LakeTable table) {
        List<Map<String, @Nullable Object>> rows = events.getOrDefault(source.name(), List.of());
        Source stored = stored(source, !rows.isEmpty());
        createTable(TableId.lake(table.table()), stored);
        if (!rows.isEmpty()) {
          land(
              TableId.lake(table.table()),
              stored,
              rows.stream().map(r -> byPath(source, r)).toList());
        }
      }
    }
    return sources;
  }

  /** The source with its columns under the names that they have in the table. */
  private static Source stored(Source source, boolean filled) {
    List<Source.Column> columns = new ArrayList<>();
    for (Source.Column column : source.columns()) {
      boolean nested = column.path().contains(".") || source.unnest() != null;
      if (column.expr() == null && nested && filled) {
        throw CliErrors.nestedInSqlTest(source.name(), column.path());
      }
      if (column.expr() == null && !nested) {
        columns.add(new Source.Column(column.path(), column.type(), column.path(), null));
      }
    }
    return new Source(
        source.name(), source.location(), source.eventTime(), null, null, null, null, columns);
  }

  private static Map<String, @Nullable Object> byPath(
      Source source, Map<String, @Nullable Object> row) {
    Map<String, @Nullable Object> stored = new HashMap<>();
    for (Source.Column column : source.columns()) {
      if (column.expr() == null) {
        stored.put(column.path(), row.get(column.name()));
      }
    }
    return stored;
  }

  /** Events are given one by one, so nothing is unnested; its elements have one event id. */
  private static Source flat(Source source) {
    List<Source.Column> columns =
        source.columns().stream()
            .map(c -> new Source.Column(c.name(), c.type(), c.name(), c.expr()))
            .toList();
    return new Source(
        source.name(),
        new Source.LakeTable(source.name()),
        source.eventTime(),
        source.unnest() == null ? source.eventId() : null,
        source.landedAt(),
        source.availableAt(),
        null,
        columns);
  }

  private void createTable(TableId id, Source source) {
    List<ColumnSpec> columns =
        storedColumns(source).stream().map(c -> ColumnSpec.nullable(c.name(), c.type())).toList();
    warehouse.createTable(new TableSpec(id, columns));
    warehouse.addColumns(id, columns);
  }

  private static List<Source.Column> storedColumns(Source source) {
    return source.columns().stream().filter(c -> c.expr() == null).toList();
  }

  private void land(TableId id, Source source, List<Map<String, @Nullable Object>> rows) {
    List<Source.Column> stored = storedColumns(source);
    LakeTable table = warehouse.loadTable(id);
    for (List<Map<String, @Nullable Object>> batch : batches(source, rows)) {
      String select =
          batch.stream()
              .map(row -> select(row, stored))
              .collect(Collectors.joining("\nUNION ALL "));
      try (KernelSession session = kernel.session()) {
        table.commit(Commit.append(session.write(select, table.target(), WriteOptions.defaults())));
      }
    }
  }

  /** An event id occurs in a batch once, so that the first of its rows has landed before. */
  private static List<List<Map<String, @Nullable Object>>> batches(
      Source source, List<Map<String, @Nullable Object>> rows) {
    List<List<Map<String, @Nullable Object>>> batches = new ArrayList<>();
    List<Map<String, @Nullable Object>> batch = new ArrayList<>();
    Set<Object> ids = new HashSet<>();
    for (Map<String, @Nullable Object> row : rows) {
      Object id = source.eventId() == null ? null : row.get(source.eventId());
      if (id != null && !ids.add(id)) {
        batches.add(batch);
        batch = new ArrayList<>();
        ids.clear();
        ids.add(id);
      }
      batch.add(row);
    }
    batches.add(batch);
    return batches;
  }

  private static String select(Map<String, @Nullable Object> row, List<Source.Column> columns) {
    return columns.stream()
        .map(
            c ->
                "CAST(%s AS %s) AS %s"
                    .formatted(
                        literal(row.get(c.name())), SqlText.type(c.type()), SqlText.name(c.name())))
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  private static String literal(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().map(SqlText::literal).collect(Collectors.joining(", ", "[", "]"))
        : SqlText.literal(value);
  }
}
