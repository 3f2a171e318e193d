package io.featurefactory.training.evaluate;

import java.util.EnumMap;
import java.util.Map;

/** Rows in groups, those of a group one after the other, groups in the order of their times. */
final class GroupedRows {
  private final int[] labels;
  private final double[][] values;
  private final int[] starts;

  /**
   * Some rows; the arrays are not copied.
   *
   * @param labels of the rows, 0 to 30
   * @param values by column and row; NaN for NULL, a category as a number from 0 on
   * @param starts the first row of each group, and the number of rows at the end
   */
  GroupedRows(int[] labels, double[][] values, int[] starts) {
    this.labels = labels;
    this.values = values;
    this.starts = starts;
  }

  int label(int row) {
    return labels[row];
  }

  /** The number of rows of some groups. */
  int rows(int[] groups) {
    int rows = 0;
    for (int group : groups) {
      rows += size(group);
    }
    return rows;
  }

  int size(int group) {
    return starts[group + 1] - starts[group];
  }

  /** The numbers of the rows of some groups, in the order of the groups. */
  int[] rowNumbers(int[] groups) {
    int[] rows = new int[rows(groups)];
    int next = 0;
    for (int group : groups) {
      for (int row = starts[group]; row < starts[group + 1]; row++) {
        rows[next++] = row;
      }
    }
    return rows;
  }

  /**
   * The values of some columns, row by row.
   *
   * @param rows numbers of rows
   */
  double[] matrix(int[] rows, int[] columns) {
    double[] matrix = new double[rows.length * columns.length];
    for (int c = 0; c < columns.length; c++) {
      double[] column = values[columns[c]];
      for (int r = 0; r < rows.length; r++) {
        matrix[r * columns.length + c] = column[rows[r]];
      }
    }
    return matrix;
  }

  /**
   * The metrics of scores, by group.
   *
   * @param scores of the rows of the groups, in their order
   */
  Map<RankingMetric, double[]> metrics(int[] groups, double[] scores) {
    Map<RankingMetric, double[]> metrics = new EnumMap<>(RankingMetric.class);
    for (RankingMetric metric : RankingMetric.values()) {
      metrics.put(metric, new double[groups.length]);
    }
    int score = 0;
    for (int g = 0; g < groups.length; g++) {
      int size = size(groups[g]);
      RankedGroup ranked = RankedGroup.of(labels, scores, starts[groups[g]], score, size);
      int group = g;
      metrics.forEach((metric, values) -> values[group] = metric.of(ranked));
      score += size;
    }
    return metrics;
  }
}
