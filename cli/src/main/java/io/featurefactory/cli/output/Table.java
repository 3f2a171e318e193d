package io.featurefactory.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Rows under titles. Numbers stand right and stay whole; texts are wrapped, the widest first, where
 * a line would be too long. Rows that still do not fit are shown as records, one cell a line.
 */
public record Table(List<Column> columns, List<List<String>> rows) implements Block {
  private static final String GAP = "  ";
  private static final int NARROWEST = 10;

  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "row of %d cells (expected: %d)".formatted(row.size(), columns.size()));
      }
    }
  }

  @Override
  public List<String> lines(int width) {
    int[] widths = widths(width);
    if (total(widths) > width && widths.length > 1) {
      return records(width);
    }
    List<String> lines = new ArrayList<>();
    add(lines, columns.stream().map(c -> c.title().toUpperCase(Locale.ROOT)).toList(), widths);
    rows.forEach(row -> add(lines, row, widths));
    return lines;
  }

  /** One line for each cell, where not even the numbers of a row find room in one line. */
  private List<String> records(int width) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      List<Block.Fact> facts = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        facts.add(new Block.Fact(columns.get(i).title(), row.get(i)));
      }
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(FactLayout.lines(facts, width));
    }
    return lines;
  }

  private static int total(int[] widths) {
    return Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
  }

  private int[] widths(int width) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] = columns.get(i).title().length();
      for (List<String> row : rows) {
        int longest = row.get(column).lines().mapToInt(String::length).max().orElse(0);
        widths[i] = Math.max(widths[i], longest);
      }
    }
    int total = shrink(widths, words(), total(widths), width);
    shrink(widths, new int[widths.length], total, width);
    return widths;
  }

  /** Narrows texts, the widest first, but none below its least width; the total then. */
  private int shrink(int[] widths, int[] least, int total, int width) {
    int left = total;
    for (int widest = widest(widths, least);
        left > width && widest >= 0;
        widest = widest(widths, least)) {
      widths[widest]--;
      left--;
    }
    return left;
  }

  /** The longest word of each column: narrower, and it would be broken. */
  private int[] words() {
    int[] longest = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < longest.length; i++) {
        for (String word : row.get(i).split("\\s", -1)) {
          longest[i] = Math.max(longest[i], word.length());
        }
      }
    }
    return longest;
  }

  /** The widest column that may still become narrower; -1 if there is none. */
  private int widest(int[] widths, int[] words) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      int least = Math.max(words[i], Math.max(NARROWEST, columns.get(i).title().length()));
      boolean gives = columns.get(i).alignment() == Column.Alignment.LEFT && widths[i] > least;
      if (gives && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private void add(List<String> lines, List<String> cells, int[] widths) {
    List<List<String>> wrapped = new ArrayList<>();
    int height = 1;
    for (int i = 0; i < widths.length; i++) {
      wrapped.add(Wrapping.wrap(cells.get(i), Math.max(1, widths[i])));
      height = Math.max(height, wrapped.get(i).size());
    }
    for (int line = 0; line < height; line++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        List<String> parts = wrapped.get(i);
        String part = line < parts.size() ? parts.get(line) : "";
        String padding = " ".repeat(Math.max(0, widths[i] - part.length()));
        boolean right = columns.get(i).alignment() == Column.Alignment.RIGHT;
        text.append(i == 0 ? "" : GAP).append(right ? padding + part : part + padding);
      }
      lines.add(text.toString().stripTrailing());
    }
  }
}
