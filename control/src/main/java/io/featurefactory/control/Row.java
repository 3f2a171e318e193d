package io.featurefactory.control;

import io.featurefactory.model.Boundaries;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row that a result stands at, by column names. */
final class Row {
  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  String text(String column) throws SQLException {
    String value = result.getString(column);
    if (value == null) {
      throw new SQLException("column " + column + " is NULL");
    }
    return value;
  }

  @Nullable String nullableText(String column) throws SQLException {
    return result.getString(column);
  }

  int integer(String column) throws SQLException {
    return result.getInt(column);
  }

  long number(String column) throws SQLException {
    return result.getLong(column);
  }

  double real(String column) throws SQLException {
    return result.getDouble(column);
  }

  @Nullable Double nullableReal(String column) throws SQLException {
    double value = result.getDouble(column);
    return result.wasNull() ? null : value;
  }

  boolean truth(String column) throws SQLException {
    return result.getInt(column) != 0;
  }

  Instant instant(String column) throws SQLException {
    return Boundaries.ofMicros(result.getLong(column));
  }

  @Nullable Instant nullableInstant(String column) throws SQLException {
    long micros = result.getLong(column);
    return result.wasNull() ? null : Boundaries.ofMicros(micros);
  }

  <E extends Enum<E>> E constant(Class<E> type, String column) throws SQLException {
    return Enum.valueOf(type, text(column));
  }
}
