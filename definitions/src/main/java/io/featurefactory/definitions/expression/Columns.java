package io.featurefactory.definitions.expression;

import io.featurefactory.model.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that an expression may use.
 *
 * @param noun what such a name is, for messages
 * @param types by the exact name
 * @param complete false if a mistake elsewhere hides some; then unknown names are no fault
 */
public record Columns(String noun, Map<String, DataType> types, boolean complete) {
  public Columns {
    types = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(types));
  }

  /** The type of a name; null if there is none. */
  public @Nullable DataType find(String name) {
    return types.get(name);
  }
}
