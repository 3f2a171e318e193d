package io.featurefactory.client;

import io.featurefactory.model.ValueStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The features of some rows, in the order of the service. Immutable. */
public final class FeatureAnswer {
  private final String service;
  private final int rows;
  private final Instant askedAt;
  private final @Nullable String failure;
  private final List<FeatureColumn> columns;
  private final List<ViewFacts> views;
  private final List<FeatureColumn> numeric;

  /**
   * An answer; for those who implement {@link FeatureClient}.
   *
   * @param service {@code name@version}
   * @param askedAt what {@code asked_at} was
   * @param failure why a value is missing; null if none is
   * @param columns in the order of the service, each with so many rows
   */
  public FeatureAnswer(
      String service,
      int rows,
      Instant askedAt,
      @Nullable String failure,
      List<FeatureColumn> columns,
      List<ViewFacts> views) {
    this.service = service;
    this.rows = rows;
    this.askedAt = askedAt;
    this.failure = failure;
    this.columns = List.copyOf(columns);
    this.views = List.copyOf(views);
    this.numeric = this.columns.stream().filter(FeatureColumn::isNumeric).toList();
  }

  /** {@code name@version}. */
  public String service() {
    return service;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** What {@code asked_at} was in derived features. */
  public Instant askedAt() {
    return askedAt;
  }

  /** False if a value has the status ERROR. */
  public boolean isComplete() {
    return failure == null;
  }

  /** Why a value is missing; null if none is. */
  public @Nullable String failure() {
    return failure;
  }

  /** The features of the service in its order, derived ones last. */
  public List<FeatureColumn> columns() {
    return columns;
  }

  /**
   * A feature.
   *
   * @param name {@code view.feature}, or the name of a derived feature
   * @throws IllegalArgumentException if there is none such
   */
  public FeatureColumn column(String name) {
    for (FeatureColumn column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    throw new IllegalArgumentException(
        "feature: %s (expected: one of %s)"
            .formatted(name, columns.stream().map(FeatureColumn::name).toList()));
  }

  /** Where the values of each view come from. */
  public List<ViewFacts> views() {
    return views;
  }

  /** What a value is worth. */
  public ValueStatus status(int feature, int row) {
    return columns.get(feature).status(row);
  }

  /** The numeric features in the order of the service: the columns of {@link #matrix}. */
  public List<FeatureColumn> matrixColumns() {
    return numeric;
  }

  /**
   * The numeric features, row after row, as a model wants them: the value of feature {@code f} of
   * {@link #matrixColumns} in row {@code r} is at {@code r * features + f}. NaN for NULL and for
   * what is not known.
   */
  public float[] matrix() {
    float[] matrix = new float[Math.multiplyExact(rows, numeric.size())];
    fill(matrix, 0);
    return matrix;
  }

  /**
   * As {@link #matrix}, into an array that is there.
   *
   * @param offset where the first row begins
   * @throws IndexOutOfBoundsException if there is not enough room
   */
  public void fill(float[] target, int offset) {
    int features = numeric.size();
    Objects.checkFromIndexSize(offset, rows * features, target.length);
    for (int feature = 0; feature < features; feature++) {
      FeatureColumn column = numeric.get(feature);
      int at = offset + feature;
      for (int row = 0; row < rows; row++) {
        target[at] = (float) column.doubleAt(row);
        at += features;
      }
    }
  }

  /** For people: how many rows of what, and what is missing. */
  @Override
  public String toString() {
    return "%s: %d rows of %d features, %s"
        .formatted(
            service,
            rows,
            columns.size(),
            failure == null ? "complete" : "not complete: " + failure);
  }
}
