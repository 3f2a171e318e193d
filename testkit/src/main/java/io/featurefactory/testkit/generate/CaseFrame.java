package io.featurefactory.testkit.generate;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What sources, view, events and steps of a random case have in common.
 *
 * @param start a boundary, where the steps begin
 * @param keyPool the keys that occur, apart from NULL
 */
record CaseFrame(
    Duration every,
    Duration tile,
    Duration delay,
    Duration publishDelay,
    Instant start,
    List<FeatureView.Key> keys,
    List<List<Object>> keyPool,
    RandomValues values) {

  static CaseFrame random(Dice dice) {
    Duration every = dice.oneOf(Duration.ofMinutes(15), Duration.ofHours(1), Duration.ofDays(1));
    // An ordinary day; around 1970; a change of the clocks in Europe; far away.
    Instant start =
        dice.percent(60)
            ? Instant.parse("2026-01-05T00:00:00Z")
            : dice.oneOf(
                Instant.parse("1970-01-01T00:00:00Z"),
                Instant.parse("2026-03-29T00:00:00Z"),
                Instant.parse("2261-12-31T00:00:00Z"));
    RandomValues values = new RandomValues(dice, start);
    List<FeatureView.Key> keys = keys(dice);
    return new CaseFrame(
        every,
        dice.percent(70) ? every : every.dividedBy(dice.oneOf(3L, 4L, 24L)),
        dice.percent(75) ? Duration.ZERO : every.dividedBy(dice.oneOf(3L, 1L)),
        dice.oneOf(Duration.ZERO, Duration.ofMinutes(30), every.multipliedBy(2)),
        start,
        keys,
        keyPool(dice, keys, values),
        values);
  }

  private static List<FeatureView.Key> keys(Dice dice) {
    List<DataType> types =
        List.of(
            Primitive.VARCHAR,
            Primitive.VARCHAR,
            Primitive.VARCHAR,
            Primitive.BIGINT,
            Primitive.BIGINT,
            Primitive.BOOLEAN,
            Primitive.TIMESTAMP,
            new DataType.Decimal(9, 2));
    List<FeatureView.Key> keys = new ArrayList<>();
    int columns = dice.oneOf(1, 1, 2, 2, 3);
    for (int i = 1; i <= columns; i++) {
      keys.add(new FeatureView.Key("k" + i, dice.oneOf(types)));
    }
    return keys;
  }

  private static List<List<Object>> keyPool(
      Dice dice, List<FeatureView.Key> keys, RandomValues values) {
    List<List<Object>> pool = new ArrayList<>();
    if (keys.stream().filter(key -> key.type() == Primitive.VARCHAR).count() == 2
        && keys.size() == 2) {
      pool.add(List.of("1", "23"));
      pool.add(List.of("12", "3"));
    }
    int size = dice.between(1, 4);
    while (pool.size() < size) {
      pool.add(keys.stream().map(key -> values.value(key.type())).toList());
    }
    return pool;
  }

  /** The value of each key column; one may be NULL. */
  List<@Nullable Object> anyKey(Dice dice) {
    List<@Nullable Object> key = new ArrayList<>(dice.oneOf(keyPool));
    if (dice.percent(3)) {
      key.set(dice.between(0, key.size() - 1), null);
    }
    return key;
  }
}
