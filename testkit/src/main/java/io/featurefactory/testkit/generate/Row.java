package io.featurefactory.testkit.generate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row to import.
 *
 * @param source the name of the source whose table it goes to
 * @param values of the stored columns, in the order of the definition; null is NULL
 */
public record Row(String source, Map<String, @Nullable Object> values) {
  public Row {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * A row of a source.
   *
   * @param namesAndValues name, value, name, value ...
   */
  public static Row of(String source, @Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return new Row(source, values);
  }
}
