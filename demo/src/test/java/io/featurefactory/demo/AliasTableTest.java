package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class AliasTableTest {
  private static final int DRAWS = 400_000;

  @Test
  void draw_weights_givesThemAsShares() {
    double[] shares = shares(new double[] {1, 0, 6, 3}, 4);

    assertThat(shares[0]).isCloseTo(0.1, within(0.005));
    assertThat(shares[1]).isZero();
    assertThat(shares[2]).isCloseTo(0.6, within(0.005));
    assertThat(shares[3]).isCloseTo(0.3, within(0.005));
  }

  @Test
  void draw_oneWeight_givesTheOnlyNumber() {
    assertThat(new AliasTable(new double[] {0.25}).draw(-1)).isZero();
  }

  @Test
  void draw_zipf_fallsWithThePowerOfTheRank() {
    double[] shares = shares(AliasTable.zipf(1000, 1.03, 0), 1000);

    assertThat(shares[0] / shares[9]).isCloseTo(Math.pow(10, 1.03), within(1.0));
    assertThat(shares[1] / shares[19]).isCloseTo(Math.pow(10, 1.03), within(1.5));
  }

  private static double[] shares(double[] weights, int size) {
    AliasTable table = new AliasTable(weights);
    SplitMix random = new SplitMix(7);
    double[] shares = new double[size];
    for (int i = 0; i < DRAWS; i++) {
      shares[table.draw(random.next())] += 1.0 / DRAWS;
    }
    return shares;
  }
}
