package io.featurefactory.testkit.oracle;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregate takes from an event.
 *
 * @param id of the event; null if it has none
 * @param value of the argument; null is NULL
 */
record Point(Instant time, @Nullable Object id, @Nullable Object value) {
  /** The order of {@code first} and {@code last}. */
  static final Comparator<Point> BY_TIME_ID_VALUE =
      Comparator.comparing(Point::time)
          .thenComparing((a, b) -> ValueOrder.VALUES.compare(a.id(), b.id()))
          .thenComparing((a, b) -> ValueOrder.VALUES.compare(a.value(), b.value()));
}
