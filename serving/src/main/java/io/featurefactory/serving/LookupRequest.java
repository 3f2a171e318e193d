package io.featurefactory.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question for the features of some rows, for instance of the ads that a query found.
 *
 * @param id by which the request is known in logs; empty for none
 * @param traceId of the trace that tells of it, 32 hexadecimal digits; empty for none
 * @param rows how many
 * @param columns keys and inputs by name
 * @param askedAt what {@code asked_at} is in derived features; whole microseconds
 * @param within how long the answer may take
 * @param waited since it came in, which is no part of {@code within}
 */
public record LookupRequest(
    String id,
    String traceId,
    int rows,
    Map<String, Column> columns,
    Instant askedAt,
    Duration within,
    Duration waited) {
  public LookupRequest {
    columns = Map.copyOf(columns);
    for (Map.Entry<String, Column> column : columns.entrySet()) {
      if (column.getValue() instanceof Column.Each each && each.values().size() != rows) {
        throw new IllegalArgumentException(
            "%s: %d values (expected: %d, one for each row)"
                .formatted(column.getKey(), each.values().size(), rows));
      }
    }
  }

  /** A question without an id. */
  public LookupRequest(int rows, Map<String, Column> columns, Instant askedAt, Duration within) {
    this("", "", rows, columns, askedAt, within, Duration.ZERO);
  }

  /** The same with an id. */
  public LookupRequest withId(String name) {
    return new LookupRequest(name, traceId, rows, columns, askedAt, within, waited);
  }

  /** The same with a trace. */
  public LookupRequest withTraceId(String trace) {
    return new LookupRequest(id, trace, rows, columns, askedAt, within, waited);
  }

  /** The same after it has waited for its turn. */
  LookupRequest after(Duration time) {
    return new LookupRequest(id, traceId, rows, columns, askedAt, within.minus(time), time);
  }

  /** The value of a key or an input that was sent. */
  public @Nullable Object value(String name, int row) {
    return column(name).value(row);
  }

  Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException("column: none is called " + name + " (expected: one)");
    }
    return column;
  }
}
