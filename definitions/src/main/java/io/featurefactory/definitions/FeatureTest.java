package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.model.FeatureView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A unit test of a view: events in, values out ({@code docs/spec/feature-tests.md}).
 *
 * @param name what it shows
 * @param position where it is written
 * @param at the boundary whose values are expected
 * @param tolerance DOUBLE values may differ by this, relative to the greater one or absolute below
 *     1
 * @param events rows by source, in the order of the text, which is the order of landing; each row
 *     has every stored column of its source, as {@link io.featurefactory.model.DataType} states
 * @param expectations at least one
 */
public record FeatureTest(
    String name,
    Position position,
    FeatureView view,
    Instant at,
    double tolerance,
    Map<String, List<Map<String, @Nullable Object>>> events,
    List<Expectation> expectations) {
  public FeatureTest {
    events = Map.copyOf(events);
    expectations = List.copyOf(expectations);
  }

  /**
   * What is expected for a key.
   *
   * @param position where it is written
   * @param key values of the view's keys, in their order
   * @param values of the features that are named, in the order of the text
   */
  public record Expectation(
      Position position, List<Object> key, Map<String, @Nullable Object> values) {
    public Expectation {
      key = List.copyOf(key);
    }
  }
}
