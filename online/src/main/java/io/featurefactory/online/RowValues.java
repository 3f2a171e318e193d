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
  private final int size;

  /** Of several rows, one after the other. */
  private final boolean[] present;

  private final long[] longs;
  private final @Nullable Object[] objects;

  /** Where the values of this row begin. */
  private final int first;

  public RowValues(RowSchema schema) {
    this(schema, new RowValues.Block(schema, 1), 0);
  }

  private RowValues(RowSchema schema, Block block, int row) {
    this.schema = schema;
    this.size = schema.columns().size();
    this.present = block.present;
    this.longs = block.longs;
    this.objects = block.objects;
    this.first = row * size;
  }

  /** Rows side by side in memory, for whoever reads them column by column. */
  public static List<RowValues> block(RowSchema schema, int rows) {
    Block block = new Block(schema, rows);
    RowValues[] all = new RowValues[rows];
    for (int row = 0; row < rows; row++) {
      all[row] = new RowValues(schema, block, row);
    }
    return List.of(all);
  }

  /** The values of rows. */
  private static final class Block {
    private final boolean[] present;
    private final long[] longs;
    private final @Nullable Object[] objects;

    Block(RowSchema schema, int rows) {
      int values = Math.multiplyExact(schema.columns().size(), rows);
      this.present = new boolean[values];
      this.longs = new long[values];
      this.objects = schema.hasObjects() ? new Object[values] : NONE;
    }
  }

  /** The number of values. */
  public int size() {
    return size;
  }

  public boolean isNull(int index) {
    return !present[first + index];
  }

  /**
   * A BIGINT; the microseconds of a TIMESTAMP; the unscaled value of a DECIMAL of up to 18 digits.
   */
  public long longAt(int index) {
    return longs[first + index];
  }

  /** A DOUBLE. */
  public double doubleAt(int index) {
    return Double.longBitsToDouble(longs[first + index]);
  }

  /** A BOOLEAN. */
  public boolean booleanAt(int index) {
    return longs[first + index] != 0;
  }

  /** The value as the object that {@link DataType} states; null for NULL. */
  public @Nullable Object value(int index) {
    if (!present[first + index]) {
      return null;
    }
    return switch (schema.form(index)) {
      case BOOLEAN -> booleanAt(index);
      case BIGINT -> longs[first + index];
      case DOUBLE -> doubleAt(index);
      case TIMESTAMP -> Boundaries.ofMicros(longs[first + index]);
      case SHORT_DECIMAL -> BigDecimal.valueOf(longs[first + index], decimal(index).scale());
      case LONG_DECIMAL, VARCHAR, ARRAY -> objects[first + index];
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
    present[first + index] = false;
    longs[first + index] = 0;
    if (objects.length > 0) {
      objects[first + index] = null;
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
    return Arrays.equals(
            present, first, first + size, other.present, other.first, other.first + size)
        && Arrays.equals(longs, first, first + size, other.longs, other.first, other.first + size)
        && (objects.length == 0
            || Arrays.equals(
                objects, first, first + size, other.objects, other.first, other.first + size));
  }

  /** Takes over the values of another row of the same schema. */
  public void copyFrom(RowValues other) {
    System.arraycopy(other.present, other.first, present, first, size);
    System.arraycopy(other.longs, other.first, longs, first, size);
    if (objects.length > 0) {
      System.arraycopy(other.objects, other.first, objects, first, size);
    }
  }

  /** Without checks: for values that were read from a row. */
  void putLong(int index, long value) {
    present[first + index] = true;
    longs[first + index] = value;
  }

  void putObject(int index, Object value) {
    present[first + index] = true;
    objects[first + index] = value;
  }

  Object object(int index) {
    return Objects.requireNonNull(objects[first + index]);
  }

  private Decimal decimal(int index) {
    return (Decimal) schema.columns().get(index).type();
  }

  @Override
  public String toString() {
    return toList().toString();
  }
}
