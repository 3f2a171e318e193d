package io.featurefactory.training.evaluate;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Intervals by resampling: Efron's percentile bootstrap with two crossed factors, groups and
 * trainings, both drawn with replacement (Owen, The pigeonhole bootstrap, 2007). The same seed
 * draws the same, so that intervals of differences are paired.
 *
 * @param resamples at least 1
 */
record Bootstrap(long seed, int resamples) {
  private static final double TAIL = 0.025;

  /** The mean of each metric over groups and trainings, with its 95 % interval. */
  Map<RankingMetric, Estimate> of(MetricValues values) {
    Map<RankingMetric, Estimate> estimates = new EnumMap<>(RankingMetric.class);
    for (RankingMetric metric : RankingMetric.values()) {
      estimates.put(metric, of(values.of(metric)));
    }
    return estimates;
  }

  /**
   * The mean of numbers with its interval.
   *
   * @param values by training and group, as many groups in each
   */
  Estimate of(double[][] values) {
    SplittableRandom random = new SplittableRandom(seed);
    int trainings = values.length;
    int groups = values[0].length;
    double[] means = new double[resamples];
    int[] drawn = new int[groups];
    for (int i = 0; i < resamples; i++) {
      for (int g = 0; g < groups; g++) {
        drawn[g] = random.nextInt(groups);
      }
      double sum = 0;
      for (int t = 0; t < trainings; t++) {
        double[] training = values[random.nextInt(trainings)];
        for (int group : drawn) {
          sum += training[group];
        }
      }
      means[i] = sum / ((double) trainings * groups);
    }
    Arrays.sort(means);
    double mean = Arrays.stream(values).flatMapToDouble(Arrays::stream).average().orElseThrow();
    return new Estimate(mean, quantile(means, TAIL), quantile(means, 1 - TAIL));
  }

  /** Linear between the neighbours, as Hyndman and Fan's type 7. */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
