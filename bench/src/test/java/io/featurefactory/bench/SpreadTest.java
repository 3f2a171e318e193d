package io.featurefactory.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void of_oddNumber_takesTheMiddleOne() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
  }

  @Test
  void of_evenNumber_takesTheMeanOfTheMiddleTwo() {
    assertThat(Spread.of(4, 1, 2, 9)).isEqualTo(new Spread(3, 1, 9));
  }

  @Test
  void of_none_fails() {
    assertThatThrownBy(Spread::of).hasMessage("values: none (expected: at least one)");
  }

  @Test
  void ofRatios_machineSlowForOnePair_isTheMedianOfThePairs() {
    // in the second pair both were slow; the ratio of the medians would be 10 / 2
    List<Measurement> these = List.of(wall(3), wall(10), wall(20));
    List<Measurement> those = List.of(wall(1), wall(5), wall(2));
    assertThat(Spread.ofRatios(these, those)).isEqualTo(new Spread(3, 2, 10));
  }

  @Test
  void ofRatios_withoutPartner_fails() {
    assertThatThrownBy(() -> Spread.ofRatios(List.of(wall(1)), List.of()))
        .hasMessage("pairs of 1 and 0 runs (expected: as many of each)");
  }

  private static Measurement wall(double seconds) {
    return new Measurement(seconds, 0, 0);
  }
}
