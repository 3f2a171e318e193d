package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QuantilesTest {
  @Test
  void normal_knownQuantiles_areMet() {
    assertThat(Quantiles.NORMAL.at(0.5)).isCloseTo(0, within(0.002));
    assertThat(Quantiles.NORMAL.at(0.8413)).isCloseTo(1, within(0.005));
    assertThat(Quantiles.NORMAL.at(0.975)).isCloseTo(1.96, within(0.01));
    assertThat(Quantiles.NORMAL.at(0.001)).isCloseTo(-3.09, within(0.05));
    assertThat(mean(x -> x * x)).isCloseTo(1, within(0.01));
  }

  @Test
  void logNormal_withoutMedian_hasMeanOne() {
    Quantiles quantiles = Quantiles.logNormal(0.8);
    double sum = IntStream.range(0, 10_000).mapToDouble(i -> quantiles.at(i / 1e4)).sum();

    assertThat(sum / 10_000).isCloseTo(1, within(0.01));
  }

  @Test
  void through_points_meetsThemAndIncreases() {
    Quantiles delay = Habits.CLICK_DELAY;

    assertThat(delay.at(0.5)).isCloseTo(3_000, within(20.0));
    assertThat(delay.at(0.9)).isCloseTo(103_000, within(500.0));
    assertThat(delay.at(0.99)).isCloseTo(1_080_000, within(30_000.0));
    assertThat(IntStream.range(0, 100).mapToDouble(i -> delay.at(i / 100.0)).toArray()).isSorted();
  }

  @Test
  void of_hash_agreesWithItsUniformNumber() {
    long bits = SplitMix.mix(99);

    assertThat(Quantiles.NORMAL.of(bits)).isEqualTo(Quantiles.NORMAL.at(SplitMix.uniform(bits)));
  }

  private static double mean(DoubleUnaryOperator of) {
    return IntStream.range(0, 10_000)
        .mapToDouble(i -> of.applyAsDouble(Quantiles.NORMAL.at(i / 1e4)))
        .average()
        .orElseThrow();
  }
}
