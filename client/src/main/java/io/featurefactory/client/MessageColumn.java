package io.featurefactory.client;

import com.google.protobuf.ByteString;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.protocol.v1.Lists;
import io.featurefactory.protocol.v1.Status;
import io.featurefactory.protocol.v1.Values;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column as it came from the server. */
final class MessageColumn implements FeatureColumn {
  private final io.featurefactory.protocol.v1.FeatureColumn message;
  private final Values values;
  private final boolean decimal;
  private final ByteBuffer doubles;

  /** True if {@link #doubles} has the value of every row. */
  private final boolean allDoubles;

  private int @Nullable [] ends;

  MessageColumn(io.featurefactory.protocol.v1.FeatureColumn message) {
    this.message = message;
    this.values = message.getValues();
    this.doubles = doubles(values);
    this.allDoubles =
        values.getKindCase() == Values.KindCase.RAW_DOUBLES && values.getNulls().isEmpty();
    this.decimal = message.getType().startsWith("decimal(") && message.getType().endsWith(")");
  }

  @Override
  public String name() {
    return message.getName();
  }

  @Override
  public String type() {
    return message.getType();
  }

  @Override
  public boolean isNull(int row) {
    return isNull(values, row);
  }

  static boolean isNull(Values values, int row) {
    ByteString nulls = values.getNulls();
    int at = row >> 3;
    return at < nulls.size() && (nulls.byteAt(at) >> (row & 7) & 1) != 0;
  }

  @Override
  public ValueStatus status(int row) {
    ByteString statuses = message.getStatuses();
    if (statuses.isEmpty()) {
      return ValueStatus.PRESENT;
    }
    return switch (statuses.byteAt(row)) {
      case Status.PRESENT_VALUE -> ValueStatus.PRESENT;
      case Status.EMPTY_VALUE -> ValueStatus.EMPTY;
      case Status.STALE_VALUE -> ValueStatus.STALE;
      default -> ValueStatus.ERROR;
    };
  }

  @Override
  public @Nullable Object value(int row) {
    if (isNull(row)) {
      return null;
    }
    return values.hasLists() ? list(row) : scalar(values, row, decimal);
  }

  private static ByteBuffer doubles(Values values) {
    return values.getRawDoubles().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static double doubleAt(ByteBuffer doubles, int at) {
    return doubles.getDouble(at * Double.BYTES);
  }

  private static Object scalar(Values values, int at, boolean decimal) {
    return switch (values.getKindCase()) {
      case BOOLEANS -> values.getBooleans().getValues(at);
      case LONGS -> values.getLongs().getValues(at);
      case RAW_DOUBLES -> doubleAt(doubles(values), at);
      case DOUBLES -> values.getDoubles().getValues(at);
      case FLOATS -> values.getFloats().getValues(at);
      case TEXTS -> {
        String text = values.getTexts().getValues(at);
        yield decimal ? new BigDecimal(text) : text;
      }
      case TIMESTAMPS -> Boundaries.ofMicros(values.getTimestamps().getMicros(at));
      case LISTS, KIND_NOT_SET ->
          throw new IllegalStateException(
              "values of %s (expected: scalars)".formatted(values.getKindCase()));
    };
  }

  private List<@Nullable Object> list(int row) {
    Values items = values.getLists().getItems();
    boolean decimals = type().startsWith("decimal(");
    int[] ends = ends();
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = row == 0 ? 0 : ends[row - 1]; i < ends[row]; i++) {
      list.add(isNull(items, i) ? null : scalar(items, i, decimals));
    }
    return Collections.unmodifiableList(list);
  }

  /** Where the items of each list end. */
  private int[] ends() {
    int[] known = ends;
    if (known == null) {
      Lists lists = values.getLists();
      known = new int[lists.getLengthsCount()];
      int end = 0;
      for (int i = 0; i < known.length; i++) {
        end += lists.getLengths(i);
        known[i] = end;
      }
      ends = known;
    }
    return known;
  }

  @Override
  public boolean isNumeric() {
    return switch (values.getKindCase()) {
      case BOOLEANS, LONGS, DOUBLES, RAW_DOUBLES -> true;
      case TEXTS -> decimal;
      case FLOATS, TIMESTAMPS, LISTS, KIND_NOT_SET -> false;
    };
  }

  @Override
  public double doubleAt(int row) {
    if (allDoubles) {
      return doubleAt(doubles, row);
    }
    if (isNull(row)) {
      return Double.NaN;
    }
    return switch (values.getKindCase()) {
      case RAW_DOUBLES -> doubleAt(doubles, row);
      case DOUBLES -> values.getDoubles().getValues(row);
      case LONGS -> values.getLongs().getValues(row);
      case BOOLEANS -> values.getBooleans().getValues(row) ? 1 : 0;
      case TEXTS, FLOATS, TIMESTAMPS, LISTS, KIND_NOT_SET -> {
        if (!decimal) {
          throw new IllegalStateException(name() + ": " + type() + " (expected: a number)");
        }
        yield new BigDecimal(values.getTexts().getValues(row)).doubleValue();
      }
    };
  }

  @Override
  public long longAt(int row) {
    if (values.getKindCase() != Values.KindCase.LONGS || isNull(row)) {
      throw new IllegalStateException(
          "%s: %s, %s (expected: a bigint that is not NULL)"
              .formatted(name(), type(), isNull(row) ? "NULL" : "a value"));
    }
    return values.getLongs().getValues(row);
  }
}
