package io.featurefactory.serving.message;

import com.google.protobuf.UnsafeByteOperations;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.online.RowValues;
import io.featurefactory.protocol.v1.Booleans;
import io.featurefactory.protocol.v1.Floats;
import io.featurefactory.protocol.v1.Lists;
import io.featurefactory.protocol.v1.Longs;
import io.featurefactory.protocol.v1.Texts;
import io.featurefactory.protocol.v1.Timestamps;
import io.featurefactory.protocol.v1.Values;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.ViewRows;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes columns of values to messages. */
public final class ProtoColumns {
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private ProtoColumns() {}

  /** The values of a feature; those that are not known are NULL. */
  public static Values of(LookupAnswer answer, int output) {
    DataType type = answer.plan().outputs().get(output).type();
    if (answer.view(output) != null && type == Primitive.DOUBLE) {
      return doubles(answer, output);
    }
    if (answer.view(output) != null && type == Primitive.BIGINT) {
      return longs(answer, output);
    }
    return values(type, answer.rows(), row -> answer.value(output, row));
  }

  /** The same, without an object for each. */
  private static Values doubles(LookupAnswer answer, int output) {
    ViewRows rows = Objects.requireNonNull(answer.view(output));
    int column = answer.column(output);
    byte[] doubles = new byte[Math.multiplyExact(answer.rows(), Double.BYTES)];
    Nulls nulls = new Nulls(answer.rows());
    for (int row = 0; row < answer.rows(); row++) {
      RowValues values = rows.values(row);
      if (values != null && !values.isNull(column)) {
        DOUBLE.set(doubles, row * Double.BYTES, values.doubleAt(column));
      } else if (answer.value(output, row) instanceof Double defaultValue) {
        DOUBLE.set(doubles, row * Double.BYTES, (double) defaultValue);
      } else {
        nulls.set(row);
      }
    }
    return withNulls(raw(doubles), nulls);
  }

  private static Values.Builder raw(byte[] doubles) {
    return Values.newBuilder().setRawDoubles(UnsafeByteOperations.unsafeWrap(doubles));
  }

  private static Values longs(LookupAnswer answer, int output) {
    ViewRows rows = Objects.requireNonNull(answer.view(output));
    int column = answer.column(output);
    Longs.Builder longs = Longs.newBuilder();
    Nulls nulls = new Nulls(answer.rows());
    for (int row = 0; row < answer.rows(); row++) {
      RowValues values = rows.values(row);
      if (values != null && !values.isNull(column)) {
        longs.addValues(values.longAt(column));
      } else if (answer.value(output, row) instanceof Long defaultValue) {
        longs.addValues(defaultValue);
      } else {
        longs.addValues(0);
        nulls.set(row);
      }
    }
    return withNulls(Values.newBuilder().setLongs(longs), nulls);
  }

  /** A column of times, one for each row. */
  public static Values instants(int rows, IntFunction<? extends @Nullable Instant> values) {
    return values(Primitive.TIMESTAMP, rows, values);
  }

  /** A column of values of the class that {@link DataType} states, one for each row. */
  static Values values(DataType type, int rows, IntFunction<? extends @Nullable Object> values) {
    List<@Nullable Object> all = new ArrayList<>(rows);
    Nulls nulls = new Nulls(rows);
    for (int row = 0; row < rows; row++) {
      Object value = values.apply(row);
      if (value == null) {
        nulls.set(row);
      }
      all.add(value);
    }
    return withNulls(filled(type, all), nulls);
  }

  private static Values.Builder filled(DataType type, List<@Nullable Object> all) {
    Values.Builder message = Values.newBuilder();
    if (type instanceof DataType.Decimal) {
      Texts.Builder texts = Texts.newBuilder();
      all.forEach(v -> texts.addValues(v == null ? "0" : ((BigDecimal) v).toPlainString()));
      return message.setTexts(texts);
    }
    if (!(type instanceof Primitive primitive)) {
      return message.setLists(lists(((DataType.Array) type).element(), all));
    }
    switch (primitive) {
      case BOOLEAN -> {
        Booleans.Builder booleans = Booleans.newBuilder();
        all.forEach(v -> booleans.addValues(v != null && (Boolean) v));
        message.setBooleans(booleans);
      }
      case BIGINT -> {
        Longs.Builder longs = Longs.newBuilder();
        all.forEach(v -> longs.addValues(v == null ? 0 : (Long) v));
        message.setLongs(longs);
      }
      case DOUBLE -> {
        ByteBuffer doubles = ByteBuffer.allocate(Math.multiplyExact(all.size(), Double.BYTES));
        doubles.order(ByteOrder.LITTLE_ENDIAN);
        all.forEach(v -> doubles.putDouble(v == null ? 0 : (Double) v));
        message = raw(doubles.array());
      }
      case FLOAT -> {
        Floats.Builder floats = Floats.newBuilder();
        all.forEach(v -> floats.addValues(v == null ? 0 : (Float) v));
        message.setFloats(floats);
      }
      case VARCHAR -> {
        Texts.Builder texts = Texts.newBuilder();
        all.forEach(v -> texts.addValues(v == null ? "" : (String) v));
        message.setTexts(texts);
      }
      case TIMESTAMP -> {
        Timestamps.Builder times = Timestamps.newBuilder();
        all.forEach(v -> times.addMicros(v == null ? 0 : Boundaries.micros((Instant) v)));
        message.setTimestamps(times);
      }
    }
    return message;
  }

  private static Lists lists(DataType element, List<@Nullable Object> all) {
    Lists.Builder lists = Lists.newBuilder();
    List<@Nullable Object> items = new ArrayList<>();
    for (Object value : all) {
      List<?> list = value == null ? List.of() : (List<?>) value;
      lists.addLengths(list.size());
      items.addAll(list);
    }
    return lists.setItems(values(element, items.size(), items::get)).build();
  }

  private static Values withNulls(Values.Builder message, Nulls nulls) {
    return nulls.bits == null
        ? message.build()
        : message.setNulls(UnsafeByteOperations.unsafeWrap(nulls.bits)).build();
  }

  /** A bit for each row, made when there is one to set. */
  private static final class Nulls {
    private final int rows;
    private byte @Nullable [] bits;

    Nulls(int rows) {
      this.rows = rows;
    }

    void set(int row) {
      byte[] set = bits;
      if (set == null) {
        set = new byte[(rows + 7) / 8];
        bits = set;
      }
      set[row >> 3] |= (byte) (1 << (row & 7));
    }
  }
}
