package io.featurefactory.control;

import io.featurefactory.model.Boundaries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements in one transaction. Arguments are text, numbers, truth values (as 0 and 1), instants
 * (as microseconds), enum constants (as their names) and null. Not thread-safe.
 */
final class Session {
  private final Connection connection;

  Session(Connection connection) {
    this.connection = connection;
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  <T> List<T> query(String sql, Mapper<T> mapper, @Nullable Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, arguments);
      try (ResultSet result = statement.executeQuery()) {
        List<T> rows = new ArrayList<>();
        Row row = new Row(result);
        while (result.next()) {
          rows.add(mapper.map(row));
        }
        return rows;
      }
    }
  }

  /** How many rows the statement changed. */
  int update(String sql, @Nullable Object... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, arguments);
      return statement.executeUpdate();
    }
  }

  /** A statement without arguments or result. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] arguments)
      throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, stored(arguments[i]));
    }
  }

  private static @Nullable Object stored(@Nullable Object argument) {
    if (argument instanceof Instant instant) {
      return Boundaries.micros(instant);
    }
    if (argument instanceof Enum<?> constant) {
      return constant.name();
    }
    if (argument instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    return argument;
  }
}
