package io.featurefactory.lake;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Rows of this process as a temporary table of a session, which then writes or joins them. For one
 * thread.
 */
public final class RowAppender implements AutoCloseable {
  private final DuckDBAppender appender;
  private final int columns;

  private RowAppender(DuckDBAppender appender, int columns) {
    this.appender = appender;
    this.columns = columns;
  }

  /** Makes the table, or empties one of its name. */
  public static RowAppender open(KernelSession session, String name, List<ColumnSpec> columns) {
    session.execute(
        columns.stream()
            .map(column -> SqlText.name(column.name()) + " " + SqlText.type(column.type()))
            .collect(
                Collectors.joining(
                    ", ", "CREATE OR REPLACE TEMP TABLE " + SqlText.name(name) + " (", ")")));
    try {
      DuckDBAppender appender = session.connection().createAppender("temp", "main", name);
      return new RowAppender(appender, columns.size());
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  /**
   * Adds a row.
   *
   * @param values one for each column, of the class that {@link DataType} states
   */
  public void append(List<? extends @Nullable Object> values) {
    if (values.size() != columns) {
      throw new IllegalArgumentException(
          "row of %d values (expected: %d)".formatted(values.size(), columns));
    }
    try {
      appender.beginRow();
      for (Object value : values) {
        append(value);
      }
      appender.endRow();
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  private void append(@Nullable Object value) throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else if (value instanceof Long number) {
      appender.append(number.longValue());
    } else if (value instanceof Double number) {
      appender.append(number.doubleValue());
    } else if (value instanceof Boolean flag) {
      appender.append(flag.booleanValue());
    } else if (value instanceof String text) {
      appender.append(text);
    } else if (value instanceof Instant instant) {
      appender.appendEpochMicros(Boundaries.micros(instant));
    } else if (value instanceof BigDecimal number) {
      appender.append(number);
    } else if (value instanceof List<?> list) {
      appender.append(elements(list));
    } else {
      throw new IllegalArgumentException(
          "value of class %s (expected: a value of the model)"
              .formatted(value.getClass().getSimpleName()));
    }
  }

  private static List<@Nullable Object> elements(List<?> list) {
    List<@Nullable Object> elements = new ArrayList<>(list.size());
    for (Object element : list) {
      elements.add(
          element instanceof Instant instant
              ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
              : element);
    }
    return elements;
  }

  /** Puts the last rows into the table. */
  @Override
  public void close() {
    try {
      appender.close();
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }
}
