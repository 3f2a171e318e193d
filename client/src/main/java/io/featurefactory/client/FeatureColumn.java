package io.featurefactory.client;

import io.featurefactory.model.ValueStatus;
import org.jspecify.annotations.Nullable;

/**
 * The values of a feature, by row. Immutable.
 *
 * <p>For implementers: {@link #value} is right for every type; the others spare an object for each
 * number.
 */
public interface FeatureColumn {
  /** {@code view.feature}, or the name of a derived feature. */
  String name();

  /** As in definitions: {@code bigint}, {@code decimal(10,2)}, {@code string[]}. */
  String type();

  /** True if the value is NULL, or not known. */
  boolean isNull(int row);

  /** What the value is worth. */
  ValueStatus status(int row);

  /**
   * The value: {@code Boolean}, {@code Long}, {@code Double}, {@code BigDecimal}, {@code String},
   * {@code Instant}, or a {@code List} of these or {@code Float}; null for NULL.
   */
  @Nullable Object value(int row);

  /** True for bigint, double, decimal and boolean: those have a place in a matrix. */
  boolean isNumeric();

  /**
   * A numeric value, rounded to the nearest; 1 for true, 0 for false; NaN for NULL.
   *
   * @throws IllegalStateException if the feature is not numeric
   */
  double doubleAt(int row);

  /**
   * A bigint.
   *
   * @throws IllegalStateException if the feature is none, or NULL in that row
   */
  long longAt(int row);
}
