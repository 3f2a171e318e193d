package io.featurefactory.serving.message;

import com.google.protobuf.ByteString;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.protocol.v1.Lists;
import io.featurefactory.protocol.v1.Values;
import io.featurefactory.protocol.v1.Values.KindCase;
import io.featurefactory.serving.DecimalText;
import io.featurefactory.serving.RequestErrors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads columns of values from messages. */
final class ProtoValues {
  private ProtoValues() {}

  /**
   * Values of the class that {@link DataType} states.
   *
   * @param name for messages
   */
  static List<@Nullable Object> read(String name, Values values, DataType type) {
    KindCase expected = kind(type);
    KindCase found = values.getKindCase();
    if (found == KindCase.RAW_DOUBLES && values.getRawDoubles().size() % Double.BYTES != 0) {
      throw MessageErrors.partOfDouble(name, values.getRawDoubles().size());
    }
    if (found != expected && isOnlyNull(values)) {
      return Collections.nCopies(size(values), null);
    }
    if (found == KindCase.FLOATS && expected == KindCase.DOUBLES) {
      List<Double> wider = new ArrayList<>();
      values.getFloats().getValuesList().forEach(value -> wider.add(value.doubleValue()));
      return withNulls(name, wider, values.getNulls());
    }
    if (found == KindCase.RAW_DOUBLES && expected == KindCase.DOUBLES) {
      return withNulls(name, doubles(values.getRawDoubles()), values.getNulls());
    }
    if (found != expected) {
      throw MessageErrors.wrongKind(name, text(found), text(expected), type);
    }
    List<? extends @Nullable Object> all =
        switch (found) {
          case BOOLEANS -> values.getBooleans().getValuesList();
          case LONGS -> values.getLongs().getValuesList();
          case DOUBLES -> values.getDoubles().getValuesList();
          case FLOATS -> values.getFloats().getValuesList();
          case TEXTS -> texts(name, values.getTexts().getValuesList(), values.getNulls(), type);
          case TIMESTAMPS -> instants(name, values.getTimestamps().getMicrosList(), type);
          case LISTS -> lists(name, values.getLists(), (DataType.Array) type);
          case RAW_DOUBLES, KIND_NOT_SET -> List.of();
        };
    return withNulls(name, all, values.getNulls());
  }

  /** Who has only NULL to send cannot know the type. */
  private static boolean isOnlyNull(Values values) {
    for (int i = 0; i < size(values); i++) {
      if (!isNull(values.getNulls(), i)) {
        return false;
      }
    }
    return values.getKindCase() != KindCase.KIND_NOT_SET;
  }

  private static int size(Values values) {
    return switch (values.getKindCase()) {
      case BOOLEANS -> values.getBooleans().getValuesCount();
      case LONGS -> values.getLongs().getValuesCount();
      case DOUBLES -> values.getDoubles().getValuesCount();
      case FLOATS -> values.getFloats().getValuesCount();
      case TEXTS -> values.getTexts().getValuesCount();
      case TIMESTAMPS -> values.getTimestamps().getMicrosCount();
      case LISTS -> values.getLists().getLengthsCount();
      case RAW_DOUBLES -> values.getRawDoubles().size() / Double.BYTES;
      case KIND_NOT_SET -> 0;
    };
  }

  private static KindCase kind(DataType type) {
    if (type instanceof DataType.Decimal) {
      return KindCase.TEXTS;
    }
    if (!(type instanceof Primitive primitive)) {
      return KindCase.LISTS;
    }
    return switch (primitive) {
      case BOOLEAN -> KindCase.BOOLEANS;
      case BIGINT -> KindCase.LONGS;
      case DOUBLE -> KindCase.DOUBLES;
      case FLOAT -> KindCase.FLOATS;
      case VARCHAR -> KindCase.TEXTS;
      case TIMESTAMP -> KindCase.TIMESTAMPS;
    };
  }

  private static String text(KindCase kind) {
    return kind == KindCase.KIND_NOT_SET
        ? "values of no kind"
        : kind.name().toLowerCase(Locale.ROOT);
  }

  private static List<? extends @Nullable Object> texts(
      String name, List<String> texts, ByteString nulls, DataType type) {
    if (!(type instanceof DataType.Decimal decimal)) {
      return texts;
    }
    List<@Nullable Object> numbers = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      try {
        numbers.add(isNull(nulls, i) ? null : DecimalText.parse(texts.get(i), decimal));
      } catch (ArithmeticException | NumberFormatException e) {
        throw RequestErrors.badValue(name, texts.get(i), type);
      }
    }
    return numbers;
  }

  private static List<Object> doubles(ByteString raw) {
    ByteBuffer bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Object> doubles = new ArrayList<>(raw.size() / Double.BYTES);
    while (bytes.hasRemaining()) {
      doubles.add(bytes.getDouble());
    }
    return doubles;
  }

  private static List<Object> instants(String name, List<Long> micros, DataType type) {
    List<Object> instants = new ArrayList<>(micros.size());
    for (Long one : micros) {
      try {
        Instant instant = Boundaries.ofMicros(one);
        // the first ones of all cannot be told in microseconds again
        instants.add(Boundaries.ofMicros(Boundaries.micros(instant)));
      } catch (ArithmeticException | DateTimeException e) {
        throw RequestErrors.badValue(name, one, type);
      }
    }
    return instants;
  }

  private static List<Object> lists(String name, Lists lists, DataType.Array type) {
    long sum = 0;
    for (int length : lists.getLengthsList()) {
      sum += Integer.toUnsignedLong(length);
    }
    List<@Nullable Object> items =
        sum == 0 && !lists.hasItems() ? List.of() : read(name, lists.getItems(), type.element());
    if (sum != items.size()) {
      throw MessageErrors.lengthsOfLists(name, sum, items.size());
    }
    List<Object> all = new ArrayList<>(lists.getLengthsCount());
    int from = 0;
    for (int length : lists.getLengthsList()) {
      all.add(items.subList(from, from + length));
      from += length;
    }
    return all;
  }

  @SuppressWarnings("unchecked") // nobody adds to them
  private static List<@Nullable Object> withNulls(
      String name, List<? extends @Nullable Object> values, ByteString nulls) {
    if (nulls.size() > (values.size() + 7) / 8) {
      throw MessageErrors.tooManyNulls(name, nulls.size(), values.size());
    }
    if (nulls.isEmpty()) {
      return (List<@Nullable Object>) values;
    }
    List<@Nullable Object> all = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      all.add(isNull(nulls, i) ? null : values.get(i));
    }
    return all;
  }

  private static boolean isNull(ByteString nulls, int index) {
    return index / 8 < nulls.size() && (nulls.byteAt(index / 8) >> (index % 8) & 1) != 0;
  }
}
