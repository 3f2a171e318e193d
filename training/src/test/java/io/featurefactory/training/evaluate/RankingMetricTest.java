package io.featurefactory.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.featurefactory.testkit.oracle.RankingOracle;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Metrics against loops over all orders, and by hand. */
final class RankingMetricTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  @Test
  void metrics_ofRandomGroupsWithTies_equalTheMeanOverAllOrders() {
    Random random = new Random(20_261_126);
    for (int i = 0; i < 1_500; i++) {
      int rows = 2 + random.nextInt(5);
      int[] labels = random.ints(rows, 0, 1 + 1 + random.nextInt(3)).toArray();
      labels[random.nextInt(rows)] = 0;
      if (Arrays.stream(labels).sum() == 0) {
        labels[0] = 1;
      }
      int distinct = 1 + random.nextInt(4);
      double[] scores = random.ints(rows, 0, distinct).mapToDouble(s -> s / 3.0 - 1).toArray();
      String group = Arrays.toString(labels) + " " + Arrays.toString(scores);

      assertThat(RankingMetric.NDCG_10.of(labels, scores))
          .as(group)
          .isCloseTo(RankingOracle.ndcg10(labels, scores), ROUNDING);
      assertThat(RankingMetric.MRR.of(labels, scores))
          .as(group)
          .isCloseTo(RankingOracle.reciprocalRank(labels, scores), ROUNDING);
      assertThat(RankingMetric.AUC.of(labels, scores))
          .as(group)
          .isCloseTo(RankingOracle.auc(labels, scores), ROUNDING);
    }
  }

  @Test
  void metrics_ofALongGroup_areThoseByHand() {
    int[] labels = new int[12];
    double[] scores = new double[12];
    Arrays.setAll(scores, i -> -i);
    labels[2] = 1;
    labels[10] = 1;

    // the eleventh counts in the best order, and not where it is: 1/log2(4) of 1 + 1/log2(3)
    assertThat(RankingMetric.NDCG_10.of(labels, scores))
        .isCloseTo(0.5 / (1 + Math.log(2) / Math.log(3)), ROUNDING);
    assertThat(RankingMetric.MRR.of(labels, scores)).isCloseTo(1 / 3.0, ROUNDING);
    assertThat(RankingMetric.AUC.of(labels, scores)).isCloseTo((8 + 1) / 20.0, ROUNDING);
  }

  @Test
  void metrics_ofEqualScores_doNotDependOnTheOrderOfTheRows() {
    int[] labels = {1, 0, 0, 0};
    int[] others = {0, 0, 0, 1};
    for (RankingMetric metric : RankingMetric.values()) {
      assertThat(metric.of(labels, new double[4])).isEqualTo(metric.of(others, new double[4]));
    }
    assertThat(RankingMetric.AUC.of(labels, new double[4])).isEqualTo(0.5);
  }
}
