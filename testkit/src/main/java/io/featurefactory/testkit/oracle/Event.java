package io.featurefactory.testkit.oracle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it lies in the lake, after {@code unnest}.
 *
 * @param source the name of its source
 * @param batch the import that brought it: 1, 2, 3 ... in the order of landing
 * @param row the place of its row in the batch; the events of one row with an array share it
 * @param values of every column that the source declares, computed ones too; null is NULL
 */
public record Event(String source, int batch, int row, Map<String, @Nullable Object> values) {
  public Event {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The value of a column. */
  public @Nullable Object value(String column) {
    if (!values.containsKey(column)) {
      throw new IllegalArgumentException(
          "column %s of an event of %s (expected: one of %s)"
              .formatted(column, source, values.keySet()));
    }
    return values.get(column);
  }
}
