package io.featurefactory.testkit.oracle;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a kind of view makes the values of a key at a boundary. */
interface KeyValues {

  /** The events that take part in a run, by key; none has a NULL in its key. */
  Map<List<Object>, List<Event>> eventsByKey(List<Event> events, Run run);

  /**
   * The features of a key.
   *
   * @param events all that take part, of whatever time
   * @throws ArithmeticException if a value does not fit its type
   */
  List<@Nullable Object> at(Instant boundary, List<Event> events);

  /**
   * By how much each feature may be off where an engine does not round exactly; 0 for exact ones.
   *
   * @param events all that take part, of whatever time
   */
  List<Double> bounds(Instant boundary, List<Event> events);

  /** The features of a key without events. */
  List<@Nullable Object> emptyRow();
}
