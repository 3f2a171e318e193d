package io.featurefactory.control;

import org.jspecify.annotations.Nullable;

/**
 * A difference between two documents.
 *
 * @param path for instance {@code features[clicks_1d].expr}
 * @param before JSON; null if the field was added
 * @param after JSON; null if the field was removed
 */
public record FieldChange(String path, @Nullable String before, @Nullable String after) {

  /** {@code filter: "a > 1" -> "a > 2"}. */
  @Override
  public String toString() {
    if (before == null) {
      return path + ": added " + after;
    }
    return after == null ? path + ": removed " + before : path + ": " + before + " -> " + after;
  }
}
