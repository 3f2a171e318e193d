package io.featurefactory.compute;

import io.featurefactory.compute.GoldenTable.Cell;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Computes SQL over a table with one row, so that the kernel cannot take columns for constants. */
final class KernelRow implements AutoCloseable {
  private final Connection connection = DriverManager.getConnection("jdbc:duckdb:");
  private Map<String, Cell> present = Map.of();

  KernelRow() throws SQLException {
    execute("SET TimeZone = 'UTC'");
  }

  /** What the kernel says; times are instants. */
  record Answer(String type, Object value) {}

  Answer ask(Map<String, Cell> row, String sql, DataType type) throws SQLException {
    if (!row.equals(present)) {
      execute(
          row.entrySet().stream()
              .map(c -> cell(c.getValue()) + " AS \"" + c.getKey() + '"')
              .collect(Collectors.joining(", ", "CREATE OR REPLACE TEMP TABLE r AS SELECT ", "")));
      present = row;
    }
    String read = type == Primitive.TIMESTAMP ? "epoch_us(v)" : "v";
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT " + read + ", typeof(v) FROM (SELECT " + sql + " AS v FROM r)")) {
      result.next();
      return new Answer(result.getString(2), value(result, type));
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Object value(ResultSet result, DataType type) throws SQLException {
    Object value = result.getObject(1);
    if (value == null) {
      return null;
    }
    if (type == Primitive.TIMESTAMP) {
      return Boundaries.ofMicros(result.getLong(1));
    }
    if (type instanceof DataType.Array) {
      List<Object> items = new ArrayList<>();
      try (ResultSet elements = result.getArray(1).getResultSet()) {
        while (elements.next()) {
          items.add(elements.getObject(2));
        }
      }
      return items;
    }
    return value;
  }

  private static String cell(Cell cell) {
    return "CAST(" + literal(cell.value()) + " AS " + SqlLiteral.type(cell.type()) + ")";
  }

  private static String literal(Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(KernelRow::literal).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Instant instant) {
      return "make_timestamp(" + Boundaries.micros(instant) + ")";
    }
    String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
