package io.featurefactory.training.evaluate;

import java.util.Arrays;

/** The labels of a group's rows in the order of their scores, the greatest first. */
final class RankedGroup {
  private final int[] labels;
  private final double[] scores;

  private RankedGroup(int[] labels, double[] scores) {
    this.labels = labels;
    this.scores = scores;
  }

  /**
   * Ranks some rows.
   *
   * @param labels of which those from {@code label} on are the group's
   * @param scores of which those from {@code score} on are the group's; not NaN
   */
  static RankedGroup of(int[] labels, double[] scores, int label, int score, int rows) {
    Integer[] order = new Integer[rows];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(scores[score + b], scores[score + a]));
    int[] ranked = new int[rows];
    double[] by = new double[rows];
    for (int i = 0; i < rows; i++) {
      ranked[i] = labels[label + order[i]];
      by[i] = scores[score + order[i]];
    }
    return new RankedGroup(ranked, by);
  }

  int size() {
    return labels.length;
  }

  int label(int place) {
    return labels[place];
  }

  /** The place after those with the same score as that one; places before it have other scores. */
  int endOfTie(int place) {
    int end = place + 1;
    while (end < scores.length && scores[end] == scores[place]) {
      end++;
    }
    return end;
  }

  /** How many rows have a label above 0. */
  int positives(int from, int to) {
    int positives = 0;
    for (int i = from; i < to; i++) {
      positives += labels[i] > 0 ? 1 : 0;
    }
    return positives;
  }

  int[] labelsDescending() {
    int[] sorted = labels.clone();
    Arrays.sort(sorted);
    for (int i = 0, j = sorted.length - 1; i < j; i++, j--) {
      int swapped = sorted[i];
      sorted[i] = sorted[j];
      sorted[j] = swapped;
    }
    return sorted;
  }
}
