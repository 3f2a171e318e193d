package io.featurefactory.testkit.oracle;

import static io.featurefactory.testkit.oracle.ValueOrder.VALUES;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The value of an aggregate over the events of one key in one window. */
final class AggregateValue {
  private AggregateValue() {}

  /** {@code count(*)} and {@code slope(count(*))}. */
  static @Nullable Object ofEvents(
      Aggregate aggregate, List<Point> points, Window window, Instant boundary, Duration tile) {
    if (aggregate.function() == AggregateFunction.COUNT) {
      return (long) points.size();
    }
    if (aggregate.function() == AggregateFunction.SLOPE) {
      return points.isEmpty() ? null : Slope.ofValues(perTile(points, window, boundary, tile));
    }
    throw new IllegalArgumentException(aggregate.function() + "(*) (expected: count or slope)");
  }

  /** A point for each tile of the window, with the number of events in it. */
  private static List<Point> perTile(
      List<Point> points, Window window, Instant boundary, Duration tile) {
    if (window.length() == null) {
      throw new IllegalArgumentException(
          window.name() + ": slope(count(*)) over lifetime (expected: a window with a length)");
    }
    Instant end = boundary.minus(window.offset());
    List<Point> tiles = new ArrayList<>();
    for (Instant t = end.minus(window.length()); t.isBefore(end); t = t.plus(tile)) {
      long count = 0;
      for (Point point : points) {
        if (!point.time().isBefore(t) && point.time().isBefore(t.plus(tile))) {
          count++;
        }
      }
      tiles.add(new Point(t, null, count));
    }
    return tiles;
  }

  /** Aggregates with an argument; NULL arguments are ignored. */
  static @Nullable Object ofValues(Aggregate aggregate, List<Point> points) {
    List<Point> kept = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (Point point : points) {
      if (point.value() != null) {
        kept.add(point);
        values.add(point.value());
      }
    }
    kept.sort(Point.BY_TIME_ID_VALUE);
    values.sort(VALUES);
    if (aggregate.function() == AggregateFunction.COUNT) {
      return (long) values.size();
    }
    if (aggregate.function() == AggregateFunction.COUNT_DISTINCT) {
      return (long) occurrences(values).size();
    }
    return values.isEmpty() ? null : withoutNegativeZero(ofSome(aggregate, kept, values));
  }

  /**
   * The value of other aggregates.
   *
   * @param points at least one, in the order of time, id and value
   * @param values the values of the points, ascending
   */
  private static @Nullable Object ofSome(
      Aggregate aggregate, List<Point> points, List<Object> values) {
    int n = (int) aggregate.parameter();
    return switch (aggregate.function()) {
      case COUNT, COUNT_DISTINCT -> throw new IllegalStateException("done before");
      case SUM -> Numbers.sum(values);
      case AVG -> Numbers.average(values);
      case MIN -> values.get(0);
      case MAX -> values.get(values.size() - 1);
      case STDDEV -> Numbers.standardDeviation(values);
      case VARIANCE -> Numbers.variance(values);
      case FIRST -> points.get(0).value();
      case LAST -> points.get(points.size() - 1).value();
      case LAST_N -> limit(newestFirst(points), n);
      case LAST_N_DISTINCT -> limit(withoutRepetition(newestFirst(points)), n);
      case TOP_K -> limit(mostFrequentFirst(values), n);
      case QUANTILE -> Quantile.of(values, aggregate.parameter());
      case SLOPE -> Slope.ofValues(points);
    };
  }

  private static List<@Nullable Object> newestFirst(List<Point> points) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Point point : points) {
      values.add(point.value());
    }
    Collections.reverse(values);
    return values;
  }

  private static List<@Nullable Object> withoutRepetition(List<@Nullable Object> values) {
    List<@Nullable Object> once = new ArrayList<>();
    for (Object value : values) {
      if (once.stream().noneMatch(other -> VALUES.same(other, value))) {
        once.add(value);
      }
    }
    return once;
  }

  private static List<@Nullable Object> mostFrequentFirst(List<Object> values) {
    List<Map.Entry<Object, Long>> entries = new ArrayList<>(occurrences(values).entrySet());
    entries.sort(
        Map.Entry.<Object, Long>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry::getKey, VALUES));
    List<@Nullable Object> mostFrequent = new ArrayList<>();
    for (Map.Entry<Object, Long> entry : entries) {
      mostFrequent.add(entry.getKey());
    }
    return mostFrequent;
  }

  private static Map<Object, Long> occurrences(List<Object> values) {
    Map<Object, Long> occurrences = new TreeMap<>(VALUES);
    for (Object value : values) {
      occurrences.merge(value, 1L, Long::sum);
    }
    return occurrences;
  }

  private static List<@Nullable Object> limit(List<@Nullable Object> values, int n) {
    return new ArrayList<>(values.subList(0, Math.min(n, values.size())));
  }

  /** The value with {@code 0.0} for {@code -0.0}, also as an element of a list. */
  static @Nullable Object withoutNegativeZero(@Nullable Object value) {
    if (value instanceof Double number) {
      return ValueOrder.withoutNegativeZero(number);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (Object element : list) {
        elements.add(withoutNegativeZero(element));
      }
      return elements;
    }
    return value;
  }

  /** A finite number, exactly. */
  static BigDecimal exact(Object number) {
    if (number instanceof Long integer) {
      return BigDecimal.valueOf(integer);
    }
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    if (number instanceof Double binary) {
      return new BigDecimal(binary);
    }
    throw new IllegalArgumentException(
        "%s of %s (expected: a number)".formatted(number, number.getClass()));
  }
}
