package io.featurefactory.testkit.oracle;

import static io.featurefactory.model.DataType.Primitive.BIGINT;
import static io.featurefactory.model.DataType.Primitive.DOUBLE;
import static io.featurefactory.model.DataType.Primitive.TIMESTAMP;
import static io.featurefactory.model.DataType.Primitive.VARCHAR;
import static io.featurefactory.testkit.oracle.Market.DAY;
import static io.featurefactory.testkit.oracle.Market.day;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.DataType;
import io.featurefactory.model.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregateValueTest {
  private static final Window WEEK = Market.window("w", Duration.ofDays(7));

  @Test
  void count_nulls_countOnlyWithoutArgument() {
    assertThat(of(AggregateFunction.COUNT, VARCHAR, "a", null, "a")).isEqualTo(2L);
    assertThat(of(AggregateFunction.COUNT_DISTINCT, VARCHAR, "a", null, "a")).isEqualTo(1L);
    assertThat(of(AggregateFunction.COUNT, VARCHAR)).isEqualTo(0L);
    assertThat(AggregateValue.ofEvents(Market.countAll(WEEK), points("a", null), WEEK, day(8), DAY))
        .isEqualTo(2L);
  }

  @Test
  void countDistinct_zerosAndNaN_areOneValueEach() {
    assertThat(of(AggregateFunction.COUNT_DISTINCT, DOUBLE, 0.0, -0.0, Double.NaN, 0.0 / 0.0, 1.0))
        .isEqualTo(3L);
  }

  @Test
  void every_onlyNulls_isNullButForCounts() {
    for (AggregateFunction function : AggregateFunction.values()) {
      Object value = of(function, DOUBLE, null, null);

      boolean count =
          function == AggregateFunction.COUNT || function == AggregateFunction.COUNT_DISTINCT;
      assertThat(value).as(function.name()).isEqualTo(count ? 0L : null);
    }
  }

  @Test
  void sum_ofBigint_onlyTheResultMustFit() {
    long half = 1L << 62;
    assertThat(of(AggregateFunction.SUM, BIGINT, half, half, -half)).isEqualTo(half);
    assertThat(of(AggregateFunction.SUM, BIGINT, -half, -half)).isEqualTo(Long.MIN_VALUE);
    assertThatThrownBy(() -> of(AggregateFunction.SUM, BIGINT, half, half))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("sum 9223372036854775808 (expected: a BIGINT)");
  }

  @Test
  void sum_ofDecimal_isExactWithItsScale() {
    assertThat(of(AggregateFunction.SUM, Market.DECIMAL, decimal("0.10"), decimal("0.20")))
        .isEqualTo(decimal("0.30"));
    String largest = "9".repeat(38);
    DataType wide = new DataType.Decimal(38, 0);
    assertThat(of(AggregateFunction.SUM, wide, decimal(largest))).isEqualTo(decimal(largest));
    assertThatThrownBy(() -> of(AggregateFunction.SUM, wide, decimal(largest), decimal("1")))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageEndingWith("(expected: at most 38 digits)");
  }

  @Test
  void sum_ofDouble_isExactUntilTheEnd() {
    assertThat(of(AggregateFunction.SUM, DOUBLE, 1e16, 1.0, -1e16)).isEqualTo(1.0);
    Object[] tenths = new Object[10];
    Arrays.fill(tenths, 0.1);
    assertThat(of(AggregateFunction.SUM, DOUBLE, tenths)).isEqualTo(1.0);
    assertThat(of(AggregateFunction.SUM, DOUBLE, 1e308, 1e308)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(of(AggregateFunction.SUM, DOUBLE, 1e308, 1e308, -1e308)).isEqualTo(1e308);
  }

  @Test
  void sum_notFinite_asIeeeSays() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(of(AggregateFunction.SUM, DOUBLE, infinity, -1e308, -1e308)).isEqualTo(infinity);
    assertThat(of(AggregateFunction.SUM, DOUBLE, infinity, -infinity)).isEqualTo(Double.NaN);
    assertThat(of(AggregateFunction.AVG, DOUBLE, 1.0, Double.NaN)).isEqualTo(Double.NaN);
  }

  @Test
  void negativeZero_becomesZero() {
    assertThat(of(AggregateFunction.SUM, DOUBLE, -0.0)).isEqualTo(0.0);
    assertThat(of(AggregateFunction.MAX, DOUBLE, -0.0)).isEqualTo(0.0);
    assertThat(of(AggregateFunction.LAST_N, DOUBLE, -0.0, 2.0)).isEqualTo(List.of(2.0, 0.0));
  }

  @Test
  void avg_ofBigint_isSumByCountBeyondBigint() {
    assertThat(of(AggregateFunction.AVG, BIGINT, 1L, 2L)).isEqualTo(1.5);
    assertThat(of(AggregateFunction.AVG, BIGINT, Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(0x1p63);
    assertThat(of(AggregateFunction.AVG, BIGINT, 1L, 0L, 0L)).isEqualTo(1.0 / 3.0);
  }

  @Test
  void avg_ofDecimal_isRoundedOnce() {
    assertThat(of(AggregateFunction.AVG, Market.DECIMAL, decimal("0.10"), decimal("0.20")))
        .isEqualTo(0.15);
  }

  @Test
  void variance_farFromZero_isExact() {
    assertThat(of(AggregateFunction.VARIANCE, DOUBLE, 1e9, 1e9 + 1, 1e9 + 2)).isEqualTo(1.0);
    assertThat(of(AggregateFunction.VARIANCE, BIGINT, 1L << 62, (1L << 62) + 1, (1L << 62) + 2))
        .isEqualTo(1.0);
    assertThat(of(AggregateFunction.VARIANCE, Market.DECIMAL, decimal("0.10"), decimal("0.30")))
        .isEqualTo(0.02);
  }

  @Test
  void variance_belowTwoValues_isNull() {
    assertThat(of(AggregateFunction.VARIANCE, DOUBLE, 1.0)).isNull();
    assertThat(of(AggregateFunction.STDDEV, DOUBLE, 1.0, null)).isNull();
    assertThat(of(AggregateFunction.VARIANCE, DOUBLE, 1.0, 1.0)).isEqualTo(0.0);
    assertThat(of(AggregateFunction.VARIANCE, DOUBLE, 1.0, Double.NaN)).isEqualTo(Double.NaN);
  }

  @Test
  void minMaxStddev_tenFiveThree_asInThePitfalls() {
    assertThat(of(AggregateFunction.MAX, BIGINT, 10L, 5L, 3L)).isEqualTo(10L);
    assertThat(of(AggregateFunction.MIN, BIGINT, 10L, 5L, 3L)).isEqualTo(3L);
    assertThat((Double) of(AggregateFunction.STDDEV, BIGINT, 10L, 5L, 3L))
        .isCloseTo(3.606, within(0.0005));
  }

  @Test
  void minMax_ofText_byCodePoints() {
    String fullwidthTilde = "\uff5e";
    String emoji = "\ud83d\ude00";
    assertThat(of(AggregateFunction.MAX, VARCHAR, emoji, fullwidthTilde)).isEqualTo(emoji);
    assertThat(of(AggregateFunction.MIN, VARCHAR, "b", "a", "")).isEqualTo("");
  }

  @Test
  void minMax_withNaN_NaNIsGreatest() {
    assertThat(of(AggregateFunction.MAX, DOUBLE, 1.0, Double.NaN)).isEqualTo(Double.NaN);
    assertThat(of(AggregateFunction.MIN, DOUBLE, Double.NaN, 1.0)).isEqualTo(1.0);
  }

  @Test
  void firstLast_ties_byIdThenByValue() {
    Instant noon = day(1).plus(Duration.ofHours(12));
    List<Point> points =
        List.of(
            new Point(noon, "e2", 1L),
            new Point(noon, "e1", 9L),
            new Point(noon, "e2", 2L),
            new Point(noon, "e0", null),
            new Point(noon.plusSeconds(1), "e9", null));

    assertThat(AggregateValue.ofValues(aggregate(AggregateFunction.FIRST, BIGINT, 0), points))
        .isEqualTo(9L);
    assertThat(AggregateValue.ofValues(aggregate(AggregateFunction.LAST, BIGINT, 0), points))
        .isEqualTo(2L);
    assertThat(AggregateValue.ofValues(aggregate(AggregateFunction.LAST_N, BIGINT, 9), points))
        .isEqualTo(List.of(2L, 1L, 9L));
  }

  @Test
  void last_tieWithAnEventWithoutId_theOneWithoutIdIsLast() {
    List<Point> points = List.of(new Point(day(1), null, 1L), new Point(day(1), "e", 5L));

    assertThat(AggregateValue.ofValues(aggregate(AggregateFunction.LAST, BIGINT, 0), points))
        .isEqualTo(1L);
  }

  @Test
  void lastN_newestFirst_distinctKeepsTheLatest() {
    assertThat(of(AggregateFunction.LAST_N, VARCHAR, "a", "b", "a", null, "c"))
        .isEqualTo(List.of("c", "a", "b"));
    assertThat(of(AggregateFunction.LAST_N_DISTINCT, VARCHAR, "a", "b", "a", null, "c"))
        .isEqualTo(List.of("c", "a", "b"));
    assertThat(of(AggregateFunction.LAST_N_DISTINCT, VARCHAR, "a", "b", "b", "a", "a"))
        .isEqualTo(List.of("a", "b"));
    assertThat(of(AggregateFunction.LAST_N, VARCHAR, "a", "b", "c", "d"))
        .isEqualTo(List.of("d", "c", "b"));
  }

  @Test
  void topK_mostFrequentFirst_tiesByValue() {
    assertThat(of(AggregateFunction.TOP_K, VARCHAR, "b", "c", "b", "d", "a", "a", null))
        .isEqualTo(List.of("a", "b", "c"));
    assertThat(of(AggregateFunction.TOP_K, TIMESTAMP, day(2), day(1)))
        .isEqualTo(List.of(day(1), day(2)));
  }

  @Test
  void slope_ofValues_perDay() {
    assertThat(of(AggregateFunction.SLOPE, BIGINT, 1L, 3L, 5L)).isEqualTo(2.0);
    assertThat(of(AggregateFunction.SLOPE, BIGINT, 0L, 0L, 3L)).isEqualTo(1.5);
    assertThat(of(AggregateFunction.SLOPE, BIGINT, 1L)).isNull();
    List<Point> oneTime = List.of(new Point(day(1), null, 1L), new Point(day(1), null, 2L));
    assertThat(AggregateValue.ofValues(aggregate(AggregateFunction.SLOPE, BIGINT, 0), oneTime))
        .isNull();
  }

  @Test
  void slopeOfCount_emptyTilesAreZero_slidesWithTheWindow() {
    Window threeDays = Market.window("w", Duration.ofDays(3));
    Point noon = new Point(day(3).plus(Duration.ofHours(12)), null, null);
    List<Point> points = List.of(noon, noon, noon);

    assertThat(slopeOfCount(points, threeDays, day(4), DAY)).isEqualTo(1.5);
    assertThat(slopeOfCount(points, threeDays, day(5), DAY)).isEqualTo(0.0);
    assertThat(slopeOfCount(points, threeDays, day(6), DAY)).isEqualTo(-1.5);
    assertThat(slopeOfCount(List.of(), threeDays, day(7), DAY)).isNull();
    Window oneDay = Market.window("w", DAY);
    assertThat(slopeOfCount(points, oneDay, day(4), DAY)).isNull();
  }

  private static Object slopeOfCount(
      List<Point> points, Window window, Instant boundary, Duration tile) {
    return AggregateValue.ofEvents(
        Market.aggregate(AggregateFunction.SLOPE, null, 0, DOUBLE, window),
        points,
        window,
        boundary,
        tile);
  }

  /** The values are those of one event a day; parameters are 3, of a quantile 0.5. */
  private static Object of(AggregateFunction function, DataType type, Object... values) {
    double parameter = function == AggregateFunction.QUANTILE ? 0.5 : 3;
    return AggregateValue.ofValues(aggregate(function, type, parameter), points(values));
  }

  private static Aggregate aggregate(AggregateFunction function, DataType type, double parameter) {
    return Market.aggregate(function, type, parameter, type, WEEK);
  }

  private static List<Point> points(Object... values) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      points.add(new Point(day(1 + i), "e" + i, values[i]));
    }
    return points;
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }
}
