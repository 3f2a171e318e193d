package io.featurefactory.testkit.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the feature log.
 *
 * @param key values of the key columns, in their order
 * @param run number of the run of {@code featureTime}
 * @param values of the features, in their order; null is NULL
 */
public record LogRow(
    List<Object> key, Instant featureTime, long run, List<@Nullable Object> values) {
  public LogRow {
    key = List.copyOf(key);
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }
}
