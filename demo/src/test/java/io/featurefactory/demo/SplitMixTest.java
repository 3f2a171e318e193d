package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SplitMixTest {
  @Test
  void next_seedOfThePublishedExample_givesThePublishedNumbers() {
    SplitMix random = new SplitMix(1234567);

    assertThat(new long[] {random.next(), random.next(), random.next()})
        .containsExactly(6457827717110365317L, 3203168211198807973L, -8629252141511181193L);
  }

  @Test
  void below_manyDraws_givesEachNumberEquallyOften() {
    SplitMix random = new SplitMix(5);
    Integer[] counts = {0, 0, 0, 0, 0, 0, 0};
    for (int i = 0; i < 70_000; i++) {
      counts[random.below(7)]++;
    }

    assertThat(counts).allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
  }

  @Test
  void mix_twoNumbers_dependsOnTheirOrder() {
    assertThat(SplitMix.mix(1, 2)).isNotEqualTo(SplitMix.mix(2, 1));
    assertThat(SplitMix.mix(0, 0)).isNotZero();
  }
}
