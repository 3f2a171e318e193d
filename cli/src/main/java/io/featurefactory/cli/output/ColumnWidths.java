package io.featurefactory.cli.output;

import io.featurefactory.cli.output.Wrapping.Breaks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How wide the columns of a table are. Where a line would be too long, texts give way, the widest
 * first: at first between words, then at the joints of words, and whole names only where nothing
 * else is left. Numbers, moments and titles stay whole.
 */
final class ColumnWidths {
  /** Before words are broken at their joints, a column is not made narrower than this. */
  private static final int READABLE = 16;

  private static final int NARROWEST = 10;

  private final List<Column> columns;
  private final List<List<String>> rows;
  private final int gap;
  private final int[] natural;

  /** Of a table whose columns are so many characters apart. */
  ColumnWidths(Table table, int gap) {
    this.columns = table.columns();
    this.rows = table.rows();
    this.gap = gap;
    this.natural = each(cell -> cell.lines().mapToInt(String::length).max().orElse(0), 0);
  }

  /** The length of a line with such columns. */
  int total(int[] widths) {
    return Arrays.stream(widths).sum() + gap * (widths.length - 1);
  }

  /** Widths with which a line is at most so long, where that is possible. */
  int[] within(int width) {
    int[] widths = natural.clone();
    if (total(widths) > width) {
      shrink(widths, least(Breaks.SPACES, READABLE), width);
      shrink(widths, least(Breaks.PARTS, NARROWEST), width);
      shrink(widths, least(Breaks.NAMES, NARROWEST), width);
      shrink(widths, each(cell -> 0, NARROWEST), width);
      giveBack(widths, width);
    }
    return widths;
  }

  /** What the columns need when their texts are broken at such places. */
  private int[] least(Breaks breaks, int atLeast) {
    return each(cell -> Wrapping.longestPiece(cell, breaks), atLeast);
  }

  /** The greatest number of each column's cells; not below its title's length. */
  private int[] each(ToIntFunction<String> number, int atLeast) {
    int[] greatest = new int[columns.size()];
    for (int i = 0; i < greatest.length; i++) {
      greatest[i] = Math.max(atLeast, columns.get(i).title().length());
      for (List<String> row : rows) {
        greatest[i] = Math.max(greatest[i], number.applyAsInt(row.get(i)));
      }
    }
    return greatest;
  }

  /** Narrows texts, the widest first, but none below its least width. */
  private void shrink(int[] widths, int[] least, int width) {
    int left = total(widths);
    for (int widest = widest(widths, least);
        left > width && widest >= 0;
        widest = widest(widths, least)) {
      widths[widest]--;
      left--;
    }
  }

  /** The widest column that may still become narrower; -1 if there is none. */
  private int widest(int[] widths, int[] least) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean gives = columns.get(i).alignment() == Column.Alignment.LEFT && widths[i] > least[i];
      if (gives && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  /** Room that wrapped texts do not fill goes to others: first to those that it makes whole. */
  private void giveBack(int[] widths, int width) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = filled(i, widths[i]);
    }
    List<Integer> byNeed = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      byNeed.add(i);
    }
    byNeed.sort(Comparator.comparingInt(i -> natural[i] - widths[i]));
    for (int i : byNeed) {
      int need = natural[i] - widths[i];
      int room = width - total(widths);
      if (need <= room || i == byNeed.get(byNeed.size() - 1)) {
        widths[i] += Math.max(0, Math.min(need, room));
      }
    }
  }

  /** What a column really takes when its texts are wrapped at a width. */
  private int filled(int column, int width) {
    int filled = columns.get(column).title().length();
    for (List<String> row : rows) {
      for (String line : Wrapping.wrap(row.get(column), width)) {
        filled = Math.max(filled, line.length());
      }
    }
    return filled;
  }
}
