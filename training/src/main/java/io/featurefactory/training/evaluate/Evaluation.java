package io.featurefactory.training.evaluate;

import java.util.List;
import java.util.Map;

/**
 * How well models rank the test part.
 *
 * @param chance rows in any order
 * @param baseline models of the spine's own columns and static features; chance if there are none
 * @param all models of all columns
 * @param lift all less baseline, paired
 * @param worth of each subject, in the order in which they were given
 */
public record Evaluation(
    Map<RankingMetric, Estimate> chance,
    Map<RankingMetric, Estimate> baseline,
    Map<RankingMetric, Estimate> all,
    Map<RankingMetric, Estimate> lift,
    List<Worth> worth) {
  public Evaluation {
    chance = Map.copyOf(chance);
    baseline = Map.copyOf(baseline);
    all = Map.copyOf(all);
    lift = Map.copyOf(lift);
    worth = List.copyOf(worth);
  }
}
