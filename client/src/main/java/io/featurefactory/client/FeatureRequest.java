package io.featurefactory.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked: a service and the keys and inputs of some rows, for instance of the ads that a
 * query found. Values are {@code Boolean}, {@code Long} (or {@code Integer}), {@code Double} (or
 * {@code Float}), {@code BigDecimal}, {@code String}, {@code Instant}, or a {@code List} of them
 * for arrays; null is NULL.
 *
 * <p>Immutable: each method returns another request.
 *
 * @param name of the service or view, {@code name} or {@code name@version}
 * @param ofView true for all features of a view
 * @param arguments by name
 * @param within how long the answer may take; null for what the server, or the direct client,
 *     allows
 * @param details whether runs and times of change are wanted for each row
 */
public record FeatureRequest(
    String name,
    boolean ofView,
    Map<String, Argument> arguments,
    @Nullable Duration within,
    boolean details) {
  public FeatureRequest {
    arguments = Map.copyOf(arguments);
    if (within != null && (within.isNegative() || within.isZero())) {
      throw new IllegalArgumentException(
          "within: %s (expected: a positive duration)".formatted(within));
    }
  }

  /** The values of a key or an input. */
  public sealed interface Argument {
    /** One for each row. */
    record Each(List<? extends @Nullable Object> values) implements Argument {}

    /** One that holds for all rows. */
    record Same(@Nullable Object value) implements Argument {}
  }

  /**
   * The features of a service.
   *
   * @param service the newest version, or {@code name@version}: a model wants the version that it
   *     was trained with
   */
  public static FeatureRequest of(String service) {
    return new FeatureRequest(service, false, Map.of(), null, false);
  }

  /** All features of a view. */
  public static FeatureRequest ofView(String view) {
    return new FeatureRequest(view, true, Map.of(), null, false);
  }

  /** With a key or an input that has one value for each row; the list is not copied. */
  public FeatureRequest each(String name, List<? extends @Nullable Object> values) {
    return with(name, new Argument.Each(values));
  }

  /** With a key or an input that is the same for all rows. */
  public FeatureRequest same(String name, @Nullable Object value) {
    return with(name, new Argument.Same(value));
  }

  private FeatureRequest with(String argument, Argument values) {
    Map<String, Argument> all = new LinkedHashMap<>(arguments);
    all.put(argument, values);
    return new FeatureRequest(name, ofView, all, within, details);
  }

  /** What no store has said by then has the status ERROR. */
  public FeatureRequest within(Duration time) {
    return new FeatureRequest(name, ofView, arguments, time, details);
  }

  /** With runs and times of change for each row. */
  public FeatureRequest withDetails() {
    return new FeatureRequest(name, ofView, arguments, within, true);
  }
}
