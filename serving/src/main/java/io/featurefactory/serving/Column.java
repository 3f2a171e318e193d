package io.featurefactory.serving;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the caller sends for a key or an input: one value for each row, or one for all. Values are
 * of the classes that {@link io.featurefactory.model.DataType} states, null for NULL.
 */
public sealed interface Column {

  /** The value of a row. */
  @Nullable Object value(int row);

  /** One value for each row; not copied. */
  static Column of(List<? extends @Nullable Object> values) {
    return new Each(values);
  }

  /** The same value for all rows. */
  static Column same(@Nullable Object value) {
    return new Same(value);
  }

  /** See {@link #of}. */
  record Each(List<? extends @Nullable Object> values) implements Column {
    @Override
    public @Nullable Object value(int row) {
      return values.get(row);
    }
  }

  /** See {@link #same}. */
  record Same(@Nullable Object single) implements Column {
    @Override
    public @Nullable Object value(int row) {
      return single;
    }
  }
}
