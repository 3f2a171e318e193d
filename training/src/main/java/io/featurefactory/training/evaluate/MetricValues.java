package io.featurefactory.training.evaluate;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The metrics of a model: of each of its trainings on each group of the test part.
 *
 * <p>For several threads, each of which fills in other trainings.
 */
final class MetricValues {
  private final Map<RankingMetric, double[][]> values = new EnumMap<>(RankingMetric.class);

  /** For so many trainings, to be filled in. */
  MetricValues(int trainings) {
    for (RankingMetric metric : RankingMetric.values()) {
      values.put(metric, new double[trainings][]);
    }
  }

  /** Fills in the values of a training, by group. */
  void put(int training, Map<RankingMetric, double[]> byMetric) {
    byMetric.forEach((metric, groups) -> of(metric)[training] = groups);
  }

  /** By training and group. */
  double[][] of(RankingMetric metric) {
    return Objects.requireNonNull(values.get(metric));
  }

  /** This less the other, training by training and group by group. */
  MetricValues minus(MetricValues other) {
    MetricValues difference = new MetricValues(of(RankingMetric.NDCG_10).length);
    for (RankingMetric metric : RankingMetric.values()) {
      double[][] mine = of(metric);
      for (int t = 0; t < mine.length; t++) {
        difference.of(metric)[t] = minus(mine[t], other.of(metric)[t]);
      }
    }
    return difference;
  }

  private static double[] minus(double[] minuend, double[] subtrahend) {
    double[] difference = new double[minuend.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = minuend[i] - subtrahend[i];
    }
    return difference;
  }
}
