package io.featurefactory.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Intervals of means. */
final class BootstrapTest {
  @Test
  void interval_ofTheSameSeed_isTheSame() {
    double[][] values = values(3, 200, 0.5, 7);

    Estimate first = new Bootstrap(1, 500).of(values);

    assertThat(new Bootstrap(1, 500).of(values)).isEqualTo(first);
    assertThat(new Bootstrap(2, 500).of(values)).isNotEqualTo(first);
    assertThat(first.low()).isLessThan(first.value());
    assertThat(first.high()).isGreaterThan(first.value());
  }

  @Test
  void interval_ofEqualValues_isTheValue() {
    assertThat(new Bootstrap(1, 100).of(new double[][] {{0.25, 0.25}, {0.25, 0.25}}))
        .isEqualTo(new Estimate(0.25, 0.25, 0.25));
  }

  @Test
  void interval_ofOneTraining_isAsWideAsTheNormalOne() {
    double[][] values = values(1, 1_000, 0, 11);

    Estimate estimate = new Bootstrap(3, 2_000).of(values);

    assertThat(estimate.high() - estimate.low())
        .isCloseTo(2 * 1.96 / Math.sqrt(1_000), within(0.012));
  }

  /** Of 200 intervals of numbers with mean 0 about 190 hold it. */
  @Test
  void interval_ofManySamples_holdsTheMeanInAboutNineteenOfTwenty() {
    int held = 0;
    for (int i = 0; i < 200; i++) {
      Estimate estimate = new Bootstrap(i, 400).of(values(1, 150, 0, 1_000 + i));
      held += estimate.isPositive() || estimate.isNegative() ? 0 : 1;
    }
    assertThat(held).isBetween(180, 199);
  }

  private static double[][] values(int trainings, int groups, double mean, long seed) {
    Random random = new Random(seed);
    double[][] values = new double[trainings][groups];
    for (double[] training : values) {
      for (int g = 0; g < groups; g++) {
        training[g] = mean + random.nextGaussian();
      }
    }
    return values;
  }
}
