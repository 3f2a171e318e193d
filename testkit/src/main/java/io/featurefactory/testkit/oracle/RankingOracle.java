package io.featurefactory.testkit.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of a ranked group by loops: all orders of the rows are made, those in which a row stands
 * above one of a greater score are dropped, and the metric is the mean over the rest. For groups of
 * some seven rows at most.
 */
public final class RankingOracle {
  private RankingOracle() {}

  /** The discounted gain of the first ten rows, as a share of the greatest that is possible. */
  public static double ndcg10(int[] labels, double[] scores) {
    double best = 0;
    for (List<Integer> order : orders(labels.length)) {
      best = Math.max(best, gain(labels, order));
    }
    double greatest = best;
    return mean(scores, order -> gain(labels, order) / greatest);
  }

  private static double gain(int[] labels, List<Integer> order) {
    double gain = 0;
    for (int place = 1; place <= order.size() && place <= 10; place++) {
      double worth = Math.pow(2, labels[order.get(place - 1)]) - 1;
      gain += worth / (Math.log(place + 1) / Math.log(2));
    }
    return gain;
  }

  /** One over the place of the first row with a label above 0. */
  public static double reciprocalRank(int[] labels, double[] scores) {
    return mean(
        scores,
        order -> {
          int place = 1;
          while (labels[order.get(place - 1)] == 0) {
            place++;
          }
          return 1.0 / place;
        });
  }

  /** Of the pairs of a row with a label above 0 and one without: how many are in that order. */
  public static double auc(int[] labels, double[] scores) {
    return mean(
        scores,
        order -> {
          int pairs = 0;
          int right = 0;
          for (int above = 0; above < order.size(); above++) {
            for (int below = above + 1; below < order.size(); below++) {
              boolean positiveAbove = labels[order.get(above)] > 0;
              boolean positiveBelow = labels[order.get(below)] > 0;
              if (positiveAbove != positiveBelow) {
                pairs++;
                right += positiveAbove ? 1 : 0;
              }
            }
          }
          return (double) right / pairs;
        });
  }

  private static double mean(double[] scores, ToDoubleFunction<List<Integer>> metric) {
    double sum = 0;
    int count = 0;
    for (List<Integer> order : orders(scores.length)) {
      boolean descending = true;
      for (int place = 1; place < order.size(); place++) {
        descending &= scores[order.get(place - 1)] >= scores[order.get(place)];
      }
      if (descending) {
        sum += metric.applyAsDouble(order);
        count++;
      }
    }
    return sum / count;
  }

  private static List<List<Integer>> orders(int rows) {
    List<List<Integer>> orders = new ArrayList<>();
    orders.add(List.of());
    for (int row = 0; row < rows; row++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> order : orders) {
        for (int place = 0; place <= order.size(); place++) {
          List<Integer> inserted = new ArrayList<>(order);
          inserted.add(place, row);
          longer.add(inserted);
        }
      }
      orders = longer;
    }
    return orders;
  }
}
