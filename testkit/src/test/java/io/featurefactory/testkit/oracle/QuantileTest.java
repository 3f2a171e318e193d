package io.featurefactory.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class QuantileTest {

  @Test
  void of_oneToFour_medianIsTheBucketOfTwo() {
    List<Object> values = List.of(4L, 1L, 3L, 2L);

    assertThat(Quantile.bucket(2)).isEqualTo(35);
    assertThat(Quantile.of(values, 0.5)).isEqualTo(1.9936617014173506);
    assertThat(Quantile.of(values, 0.0)).isEqualTo(0.99);
    assertThat(Quantile.of(values, 1.0)).isEqualTo(Quantile.bucketValue(4));
  }

  @Test
  void of_rankBetweenTwo_isTheLower() {
    List<Object> values = List.of(1.0, 10.0, 100.0, 1000.0);

    assertThat(Quantile.of(values, 0.99)).isEqualTo(Quantile.bucketValue(100));
  }

  @Test
  void of_mirroredAndZero_inOrder() {
    List<Object> values = List.of(-0.0, 5.0, -5.0);

    assertThat(Quantile.of(values, 0.5)).isEqualTo(0.0);
    assertThat(Quantile.of(values, 0)).isEqualTo(-Quantile.bucketValue(5));
  }

  @Test
  void of_notFinite_areBucketsOfTheirOwn() {
    List<Object> values = List.of(Double.NaN, Double.NEGATIVE_INFINITY, 1.0);

    assertThat(Quantile.of(values, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Quantile.of(values, 1)).isNaN();
  }

  @Test
  void of_decimals_asDoubles() {
    assertThat(Quantile.of(List.of(new BigDecimal("2.00")), 0.5))
        .isEqualTo(Quantile.bucketValue(2));
  }

  @Test
  void bucketValue_extremes_staysWithinOnePercent() {
    for (double extreme : new double[] {1e-300, 1e300, Double.MIN_NORMAL, 9.3e18}) {
      assertThat(Quantile.bucketValue(extreme) / extreme).isBetween(0.99 - 1e-15, 1.01 + 1e-15);
    }
    assertThat(Quantile.bucketValue(Double.MAX_VALUE)).isFinite();
  }

  @Property(tries = 300)
  void bucketValue_any_isWithinOnePercent(
      @ForAll @DoubleRange(min = 0.01, max = 1e12) double number) {
    assertThat(Quantile.bucketValue(number) / number).isBetween(0.99 - 1e-15, 1.01 + 1e-15);
  }
}
