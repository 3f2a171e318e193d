package io.featurefactory.cli.output;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object under construction; its fields keep their order.
 *
 * <p>Values are those that {@link Json} writes.
 */
public final class Fields {
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  private Fields() {}

  /** An object without fields. */
  public static Fields none() {
    return new Fields();
  }

  /** An object with one field. */
  public static Fields of(String name, @Nullable Object value) {
    return new Fields().with(name, value);
  }

  /** Adds a field, or replaces its value. */
  public Fields with(String name, @Nullable Object value) {
    values.put(name, value);
    return this;
  }

  /** The fields, in order. */
  public Map<String, @Nullable Object> values() {
    return Collections.unmodifiableMap(values);
  }
}
