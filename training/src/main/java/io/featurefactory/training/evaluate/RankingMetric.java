package io.featurefactory.training.evaluate;

import java.util.Locale;

/**
 * How well scores order the rows of a group, as {@code docs/spec/evaluation.md} defines it: rows of
 * equal scores stand in any order, and the value is the mean over all of them.
 *
 * <p>The group must have a row with label 0 and one with a greater label.
 */
public enum RankingMetric {
  /** Normalized discounted cumulative gain of the first ten; 1 is best. */
  NDCG_10("NDCG@10") {
    @Override
    double of(RankedGroup group) {
      double gained = 0;
      for (int from = 0; from < group.size(); from = group.endOfTie(from)) {
        int to = group.endOfTie(from);
        double gains = 0;
        double discounts = 0;
        for (int i = from; i < to; i++) {
          gains += gain(group.label(i));
          discounts += discount(i);
        }
        gained += gains / (to - from) * discounts;
      }
      return gained / best(group);
    }
  },
  /** One over the place of the first positive row. */
  MRR("MRR") {
    @Override
    double of(RankedGroup group) {
      int from = 0;
      while (group.positives(from, group.endOfTie(from)) == 0) {
        from = group.endOfTie(from);
      }
      int rows = group.endOfTie(from) - from;
      int positives = group.positives(from, from + rows);
      double sum = 0;
      double noneYet = 1;
      for (int i = 0; i <= rows - positives; i++) {
        double here = (double) positives / (rows - i);
        sum += noneYet * here / (from + i + 1);
        noneYet *= 1 - here;
      }
      return sum;
    }
  },
  /** The share of pairs of a positive row and another in which the positive one stands higher. */
  AUC("AUC") {
    @Override
    double of(RankedGroup group) {
      double higher = 0;
      long positivesAbove = 0;
      for (int from = 0; from < group.size(); from = group.endOfTie(from)) {
        int to = group.endOfTie(from);
        int positives = group.positives(from, to);
        int others = to - from - positives;
        higher += others * (positivesAbove + positives / 2.0);
        positivesAbove += positives;
      }
      return higher / ((double) positivesAbove * (group.size() - positivesAbove));
    }
  };

  private static final int PLACES = 10;

  private final String title;

  RankingMetric(String title) {
    this.title = title;
  }

  /** As people write it. */
  public String title() {
    return title;
  }

  /** As JSON names it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  abstract double of(RankedGroup group);

  /**
   * The value for a group.
   *
   * @param labels one for each row
   * @param scores one for each row; the greatest stands first
   */
  public double of(int[] labels, double[] scores) {
    return of(RankedGroup.of(labels, scores, 0, 0, labels.length));
  }

  private static double gain(int label) {
    return Math.scalb(1.0, label) - 1;
  }

  private static double discount(int place) {
    return place < PLACES ? Math.log(2) / Math.log(place + 2.0) : 0;
  }

  private static double best(RankedGroup group) {
    int[] labels = group.labelsDescending();
    double best = 0;
    for (int i = 0; i < labels.length; i++) {
      best += gain(labels[i]) * discount(i);
    }
    return best;
  }
}
