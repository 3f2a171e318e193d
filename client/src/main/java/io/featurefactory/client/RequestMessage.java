package io.featurefactory.client;

import com.google.protobuf.UnsafeByteOperations;
import io.featurefactory.client.FeatureRequest.Argument.Each;
import io.featurefactory.client.FeatureRequest.Argument.Same;
import io.featurefactory.model.Boundaries;
import io.featurefactory.protocol.v1.Argument;
import io.featurefactory.protocol.v1.Booleans;
import io.featurefactory.protocol.v1.Doubles;
import io.featurefactory.protocol.v1.Floats;
import io.featurefactory.protocol.v1.Lists;
import io.featurefactory.protocol.v1.Longs;
import io.featurefactory.protocol.v1.LookupRequest;
import io.featurefactory.protocol.v1.Texts;
import io.featurefactory.protocol.v1.Timestamps;
import io.featurefactory.protocol.v1.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests as messages of the protocol; for those who implement {@link FeatureClient}. */
public final class RequestMessage {
  private RequestMessage() {}

  /**
   * The message that asks a server.
   *
   * @throws IllegalArgumentException if values are of no class that can be sent, or of several
   */
  public static LookupRequest of(FeatureRequest request) {
    LookupRequest.Builder message = LookupRequest.newBuilder().setDetails(request.details());
    if (request.ofView()) {
      message.setView(request.name());
    } else {
      message.setService(request.name());
    }
    if (request.within() != null) {
      message.setWithinMs((int) Math.max(1, request.within().toMillis()));
    }
    for (Map.Entry<String, FeatureRequest.Argument> entry : request.arguments().entrySet()) {
      message.addArguments(argument(entry.getKey(), entry.getValue()));
    }
    return message.build();
  }

  private static Argument argument(String name, FeatureRequest.Argument values) {
    Argument.Builder argument = Argument.newBuilder().setName(name);
    if (values instanceof Each each) {
      return argument.setEach(values(name, each.values())).build();
    }
    Object value = ((Same) values).value();
    return argument.setSame(values(name, Collections.singletonList(value))).build();
  }

  private static Values values(String name, List<? extends @Nullable Object> values) {
    BitSet nulls = new BitSet();
    Object first = null;
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      nulls.set(i, value == null);
      first = first == null ? value : first;
    }
    Values.Builder message = Values.newBuilder();
    if (!nulls.isEmpty()) {
      message.setNulls(UnsafeByteOperations.unsafeWrap(nulls.toByteArray()));
    }
    fill(message, name, first, values);
    return message.build();
  }

  /** By the class of the first value; where all are NULL, the server takes any kind. */
  private static void fill(
      Values.Builder message,
      String name,
      @Nullable Object first,
      List<? extends @Nullable Object> values) {
    if (first == null || first instanceof String) {
      Texts.Builder texts = Texts.newBuilder();
      each(name, values, String.class, "", texts::addValues);
      message.setTexts(texts);
    } else if (first instanceof Long) {
      Longs.Builder longs = Longs.newBuilder();
      each(name, values, Long.class, 0L, longs::addValues);
      message.setLongs(longs);
    } else if (first instanceof Integer) {
      Longs.Builder longs = Longs.newBuilder();
      each(name, values, Integer.class, 0, value -> longs.addValues(value.longValue()));
      message.setLongs(longs);
    } else if (first instanceof Double) {
      Doubles.Builder doubles = Doubles.newBuilder();
      each(name, values, Double.class, 0.0, doubles::addValues);
      message.setDoubles(doubles);
    } else if (first instanceof Float) {
      Floats.Builder floats = Floats.newBuilder();
      each(name, values, Float.class, 0f, floats::addValues);
      message.setFloats(floats);
    } else if (first instanceof Boolean) {
      Booleans.Builder booleans = Booleans.newBuilder();
      each(name, values, Boolean.class, false, booleans::addValues);
      message.setBooleans(booleans);
    } else if (first instanceof BigDecimal) {
      Texts.Builder texts = Texts.newBuilder();
      each(
          name,
          values,
          BigDecimal.class,
          BigDecimal.ZERO,
          value -> texts.addValues(value.toPlainString()));
      message.setTexts(texts);
    } else if (first instanceof Instant) {
      Timestamps.Builder times = Timestamps.newBuilder();
      each(
          name,
          values,
          Instant.class,
          Instant.EPOCH,
          value -> times.addMicros(Boundaries.micros(value)));
      message.setTimestamps(times);
    } else if (first instanceof List) {
      List<@Nullable Object> items = new ArrayList<>();
      Lists.Builder lists = Lists.newBuilder();
      for (Object value : values) {
        List<?> list = list(name, value);
        lists.addLengths(list.size());
        items.addAll(list);
      }
      message.setLists(lists.setItems(values(name, items)));
    } else {
      throw RemoteErrors.noValue(name, first);
    }
  }

  private static List<?> list(String name, @Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw RemoteErrors.notOneType(name, List.of(), value);
  }

  private static <T> void each(
      String name,
      List<? extends @Nullable Object> values,
      Class<T> type,
      T inPlaceOfNull,
      Consumer<T> add) {
    for (Object value : values) {
      if (value == null) {
        add.accept(inPlaceOfNull);
      } else if (type.isInstance(value)) {
        add.accept(type.cast(value));
      } else {
        throw RemoteErrors.notOneType(name, inPlaceOfNull, value);
      }
    }
  }
}
