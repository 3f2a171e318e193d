package io.featurefactory.training;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a column are like.
 *
 * @param distinct about so many different ones, by HyperLogLog; null for arrays, and where the rows
 *     were made by tasks
 * @param least and greatest value as texts; null without any, and for arrays
 * @param mean of numbers; null without any
 */
public record ColumnFacts(
    String name,
    String type,
    long nulls,
    @Nullable Long distinct,
    @Nullable String least,
    @Nullable String greatest,
    @Nullable Double mean) {
  private static final Pattern NUMBERS =
      Pattern.compile("U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL.*");
  private static final int OF_A_COLUMN = 5;

  /**
   * The facts of columns.
   *
   * @param relation for FROM
   */
  public static List<ColumnFacts> of(
      KernelSession session, String relation, List<Spine.Column> columns) {
    List<String> selected = new ArrayList<>();
    for (Spine.Column column : columns) {
      String name = SqlText.name(column.name());
      boolean nested = isNested(column);
      selected.add("count(*) - count(" + name + ")");
      selected.add(nested ? "NULL" : "approx_count_distinct(" + name + ")");
      selected.add(nested ? "NULL" : "min(" + name + ")::VARCHAR");
      selected.add(nested ? "NULL" : "max(" + name + ")::VARCHAR");
      selected.add(isNumber(column) ? "avg(" + name + "::DOUBLE)" : "NULL");
    }
    return read(session, selected, relation, columns);
  }

  /**
   * A query of what is known of the columns from some of the rows.
   *
   * @param relation for FROM
   */
  static String ofSome(String relation, List<Spine.Column> columns) {
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = SqlText.name(columns.get(i).name());
      boolean nested = isNested(columns.get(i));
      boolean number = isNumber(columns.get(i));
      selected.add("count(*) - count(%s) AS nulls_%d".formatted(name, i));
      selected.add("%s AS least_%d".formatted(nested ? "NULL" : "min(" + name + ")", i));
      selected.add("%s AS greatest_%d".formatted(nested ? "NULL" : "max(" + name + ")", i));
      selected.add("%s AS sum_%d".formatted(number ? "sum(" + name + "::DOUBLE)" : "NULL", i));
      selected.add("count(%s) AS values_%d".formatted(name, i));
    }
    return "SELECT " + String.join(",\n  ", selected) + "\nFROM " + relation;
  }

  /**
   * The facts of columns, but for how many different values there are.
   *
   * @param relation for FROM: rows of {@link #ofSome}
   */
  static List<ColumnFacts> ofAll(
      KernelSession session, String relation, List<Spine.Column> columns) {
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      selected.add("coalesce(sum(nulls_%d), 0)::BIGINT".formatted(i));
      selected.add("NULL");
      selected.add("min(least_%d)::VARCHAR".formatted(i));
      selected.add("max(greatest_%d)::VARCHAR".formatted(i));
      selected.add("(sum(sum_%1$d) / sum(values_%1$d))::DOUBLE".formatted(i));
    }
    return read(session, selected, relation, columns);
  }

  private static List<ColumnFacts> read(
      KernelSession session, List<String> selected, String relation, List<Spine.Column> columns) {
    List<ColumnFacts> facts = new ArrayList<>();
    session.forEach(
        "SELECT " + String.join(",\n  ", selected) + "\nFROM " + relation,
        row -> {
          for (int i = 0; i < columns.size(); i++) {
            int at = i * OF_A_COLUMN;
            facts.add(
                new ColumnFacts(
                    columns.get(i).name(),
                    columns.get(i).type(),
                    row.longValue(at),
                    row.value(at + 1) instanceof Long distinct ? distinct : null,
                    row.string(at + 2),
                    row.string(at + 3),
                    row.value(at + 4) instanceof Double mean ? mean : null));
          }
        });
    return facts;
  }

  private static boolean isNested(Spine.Column column) {
    return !isNumber(column) && column.type().matches(".*[)\\]]");
  }

  private static boolean isNumber(Spine.Column column) {
    return NUMBERS.matcher(column.type()).matches();
  }
}
