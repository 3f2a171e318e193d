package io.featurefactory.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The span of event time that an aggregate covers at a boundary {@code B}: {@code [B - offset -
 * length, B - offset)}.
 *
 * @param name the name of the windowed aggregate, unique in its view ({@code clicks_7d})
 * @param length a positive multiple of the view's tile; null for {@code lifetime}, which has no
 *     left end
 * @param offset zero or a positive multiple of the view's tile
 */
public record Window(String name, @Nullable Duration length, Duration offset) {
  public Window {
    if (length != null && (length.isNegative() || length.isZero())) {
      throw new IllegalArgumentException("window length: " + length + " (expected: positive)");
    }
    if (offset.isNegative()) {
      throw new IllegalArgumentException(
          "window offset: " + offset + " (expected: zero or positive)");
    }
  }

  /** True if the window has no left end. */
  public boolean lifetime() {
    return length == null;
  }
}
