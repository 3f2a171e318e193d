package io.featurefactory.lake;

import io.featurefactory.model.Boundaries;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a query's result; columns are counted from 0.
 *
 * <p>Values have the classes that {@link io.featurefactory.model.DataType} states. The instance is
 * used again for the next row.
 */
public final class ResultRow {
  private final ResultSet results;
  private final NestedTimes times;

  ResultRow(ResultSet results, NestedTimes times) {
    this.results = results;
    this.times = times;
  }

  /** The number of columns. */
  public int size() {
    return sql(() -> results.getMetaData().getColumnCount());
  }

  /** The name of a column. */
  public String name(int column) {
    return sql(() -> results.getMetaData().getColumnLabel(column + 1));
  }

  /** The value of any type. */
  public @Nullable Object value(int column) {
    try {
      if (results.getMetaData().getColumnType(column + 1) == Types.TIMESTAMP) {
        return instant(results.getObject(column + 1, LocalDateTime.class));
      }
      return times.restore(column, model(results.getObject(column + 1)));
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  /** A BIGINT or HUGEINT that fits; not NULL. */
  public long longValue(int column) {
    return sql(() -> results.getLong(column + 1));
  }

  /** A text; null for NULL. */
  public @Nullable String string(int column) {
    try {
      return results.getString(column + 1);
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  /** A TIMESTAMP; null for NULL. */
  public @Nullable Instant instant(int column) {
    return (Instant) value(column);
  }

  /** All values, in a list of their own. */
  public List<@Nullable Object> values() {
    List<@Nullable Object> values = new ArrayList<>();
    int size = size();
    for (int i = 0; i < size; i++) {
      values.add(value(i));
    }
    return Collections.unmodifiableList(values);
  }

  private static @Nullable Object model(@Nullable Object value) throws SQLException {
    if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger integer) {
      return integer.bitLength() < Long.SIZE
          ? (Object) integer.longValue()
          : new BigDecimal(integer);
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof Timestamp timestamp) {
      return instant(timestamp.toLocalDateTime());
    }
    if (value instanceof OffsetDateTime time) {
      return Boundaries.ofMicros(Boundaries.micros(time.toInstant()));
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    if (value instanceof Array array) {
      return list(Arrays.asList((Object[]) array.getArray()));
    }
    if (value instanceof Struct struct) {
      return list(Arrays.asList(struct.getAttributes()));
    }
    if (value instanceof Boolean
        || value instanceof Long
        || value instanceof Double
        || value instanceof BigDecimal
        || value instanceof String
        || value instanceof Map) {
      return value;
    }
    return value == null ? null : value.toString();
  }

  private static List<@Nullable Object> list(List<?> values) throws SQLException {
    List<@Nullable Object> result = new ArrayList<>(values.size());
    for (Object value : values) {
      result.add(model(value));
    }
    return Collections.unmodifiableList(result);
  }

  private static @Nullable Instant instant(@Nullable LocalDateTime time) {
    return time == null ? null : time.toInstant(ZoneOffset.UTC);
  }

  private static <T> T sql(SqlSupplier<T> supplier) {
    try {
      return Objects.requireNonNull(supplier.get());
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  private interface SqlSupplier<T> {
    T get() throws SQLException;
  }
}
