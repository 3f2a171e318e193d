package io.featurefactory.online;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Decimal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of one row, to be filled again and again: booleans, numbers and times without an
 * object for each. A new instance holds NULL everywhere. For one thread.
 */
public final class RowValues {
  private static final Object[] NONE = {};

  private final RowSchema schema;
  private final boolean[] present;
  private final long[] longs;
  private final @Nullable Object[] objects;

  public RowValues(RowSchema schema) {
    int size = schema.columns().size();
    this.schema = schema;
    this.present = new boolean[size];
    this.longs = new long[size];
    this.objects = schema.hasObjects() ? new Object[size] : NONE;
  }

  /** The number of values. */
  public int size() {
    return present.length;
  }

  public boolean isNull(int index) {
    return !present[index];
  }

  /**
   * A BIGINT; the microseconds of a TIMESTAMP; the unscaled value of a DECIMAL of up to 18 digits.
   */
  public long longAt(int index) {
    return longs[index];
  }

  /** A DOUBLE. */
  public double doubleAt(int index) {
    return Double.longBitsToDouble(longs[index]);
  }

  /** A BOOLEAN. */
  public boolean booleanAt(int index) {
    return longs[index] != 0;
  }

  /** The value as the object that {@link DataType} states; null for NULL. */
  public @Nullable Object value(int index) {
    if (!present[index]) {
      return null;
    }
    return switch (schema.form(index)) {
      case BOOLEAN -> booleanAt(index);
      case BIGINT -> longs[index];
      case DOUBLE -> doubleAt(index);
      case TIMESTAMP -> Boundaries.ofMicros(longs[index]);
      case SHORT_DECIMAL -> BigDecimal.valueOf(longs[index], decimal(index).scale());
      case LONG_DECIMAL, VARCHAR, ARRAY -> objects[index];
    };
  }

  /** All values as objects, NULL as null; a copy. */
  public List<@Nullable Object> toList() {
    List<@Nullable Object> values = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      values.add(value(i));
    }
    return Collections.unmodifiableList(values);
  }

  public void setNull(int index) {
    present[index] = false;
    longs[index] = 0;
    if (objects.length > 0) {
      objects[index] = null;
    }
  }

  /** Sets a BIGINT, the microseconds of a TIMESTAMP, or the unscaled value of a short DECIMAL. */
  public void setLong(int index, long value) {
    boolean fits =
        switch (schema.form(index)) {
          case BIGINT -> true;
          case TIMESTAMP -> value >= ValueCheck.FIRST_MICROSECOND;
          case SHORT_DECIMAL -> ValueCheck.fits(value, decimal(index));
          case BOOLEAN, DOUBLE, LONG_DECIMAL, VARCHAR, ARRAY -> false;
        };
    if (!fits) {
      throw ValueCheck.wrong(schema.columns().get(index).type(), value);
    }
    putLong(index, value);
  }

  /** Sets a DOUBLE. */
  public void setDouble(int index, double value) {
    if (schema.form(index) != ValueForm.DOUBLE) {
      throw ValueCheck.wrong(schema.columns().get(index).type(), value);
    }
    putLong(index, Double.doubleToLongBits(value));
  }

  /**
   * Sets a value of the class that {@link DataType} states; null for NULL. A list is copied.
   *
   * @throws IllegalArgumentException if the value is not of the column's type
   */
  public void set(int index, @Nullable Object value) {
    if (value == null) {
      setNull(index);
      return;
    }
    DataType type = schema.columns().get(index).type();
    Object checked = ValueCheck.checked(type, value);
    switch (schema.form(index)) {
      case BOOLEAN -> putLong(index, ((Boolean) checked) ? 1 : 0);
      case BIGINT -> putLong(index, (Long) checked);
      case DOUBLE -> putLong(index, Double.doubleToLongBits((Double) checked));
      case TIMESTAMP -> putLong(index, Boundaries.micros((Instant) checked));
      case SHORT_DECIMAL -> putLong(index, ((BigDecimal) checked).unscaledValue().longValueExact());
      case LONG_DECIMAL, VARCHAR, ARRAY -> putObject(index, checked);
    }
  }

  /** True if both rows, of one schema, have the same values, bit by bit. */
  public boolean sameAs(RowValues other) {
    return Arrays.equals(present, other.present)
        && Arrays.equals(longs, other.longs)
        && Arrays.equals(objects, other.objects);
  }

  /** Takes over the values of another row of the same schema. */
  public void copyFrom(RowValues other) {
    System.arraycopy(other.present, 0, present, 0, present.length);
    System.arraycopy(other.longs, 0, longs, 0, longs.length);
    System.arraycopy(other.objects, 0, objects, 0, objects.length);
  }

  /** Without checks: for values that were read from a row. */
  void putLong(int index, long value) {
    present[index] = true;
    longs[index] = value;
  }

  void putObject(int index, Object value) {
    present[index] = true;
    objects[index] = value;
  }

  Object object(int index) {
    return Objects.requireNonNull(objects[index]);
  }

  private Decimal decimal(int index) {
    return (Decimal) schema.columns().get(index).type();
  }

  @Override
  public String toString() {
    return toList().toString();
  }
}
