package io.featurefactory.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows under titles. Numbers stand right and stay whole; texts are wrapped where a line would be
 * too long, as {@link ColumnWidths} says. Rows that still do not fit are shown as records, one cell
 * a line.
 */
public record Table(List<Column> columns, List<List<String>> rows) implements Block {
  private static final String GAP = "  ";

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
    ColumnWidths layout = new ColumnWidths(this, GAP.length());
    int[] widths = layout.within(width);
    if (widths.length > 1 && layout.total(widths) > width) {
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
