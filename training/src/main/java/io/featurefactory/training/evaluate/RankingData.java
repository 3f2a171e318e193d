package io.featurefactory.training.evaluate;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Groups of rows to train and to test ranking models, and how they came about. */
public final class RankingData {
  private final GroupedRows rows;
  private final List<FeatureColumn> columns;
  private final boolean[] categorical;
  private final int[] training;
  private final int[] validation;
  private final int[] test;
  private final Facts facts;

  RankingData(
      GroupedRows rows,
      List<FeatureColumn> columns,
      boolean[] categorical,
      List<int[]> parts,
      Facts facts) {
    this.rows = rows;
    this.columns = List.copyOf(columns);
    this.categorical = categorical;
    this.training = parts.get(0);
    this.validation = parts.get(1);
    this.test = parts.get(2);
    this.facts = facts;
  }

  /**
   * What became of the rows.
   *
   * @param rows of the training set
   * @param incomplete rows without a label, a group or a time, which are left out
   * @param sampled the share of groups that was taken; 1 for all
   * @param leftOut columns that no model can use, and why
   * @param notes on columns that are used
   */
  public record Facts(
      long rows,
      long incomplete,
      double sampled,
      List<Part> parts,
      List<Note> leftOut,
      List<Note> notes) {
    public Facts {
      parts = List.copyOf(parts);
      leftOut = List.copyOf(leftOut);
      notes = List.copyOf(notes);
    }
  }

  /**
   * A part of the rows.
   *
   * @param name train, validation or test
   * @param from the first time; null if it is empty
   * @param to the last time
   * @param counted groups that have rows with label 0 and others, and count
   */
  public record Part(
      String name,
      @Nullable Instant from,
      @Nullable Instant to,
      long rows,
      long groups,
      long counted) {}

  /** Something to know about a column. */
  public record Note(String column, String text) {}

  /** What became of the rows. */
  public Facts facts() {
    return facts;
  }

  /** The columns that models may use, in their order. */
  public List<FeatureColumn> columns() {
    return columns;
  }

  /** The numbers of the columns of some kind. */
  Set<Integer> columns(Predicate<FeatureColumn> wanted) {
    return IntStream.range(0, columns.size())
        .filter(i -> wanted.test(columns.get(i)))
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  GroupedRows rows() {
    return rows;
  }

  boolean[] categorical() {
    return categorical;
  }

  int[] training() {
    return training;
  }

  int[] validation() {
    return validation;
  }

  int[] test() {
    return test;
  }
}
