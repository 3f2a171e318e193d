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
 * @param distinct about so many different ones, by HyperLogLog
 * @param least and greatest value as texts; null without any, and for arrays
 * @param mean of numbers; null without any
 */
public record ColumnFacts(
    String name,
    String type,
    long nulls,
    long distinct,
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
      boolean nested = !isNumber(column) && column.type().matches(".*[)\\]]");
      selected.add("count(*) - count(" + name + ")");
      selected.add(nested ? "NULL" : "approx_count_distinct(" + name + ")");
      selected.add(nested ? "NULL" : "min(" + name + ")::VARCHAR");
      selected.add(nested ? "NULL" : "max(" + name + ")::VARCHAR");
      selected.add(isNumber(column) ? "avg(" + name + "::DOUBLE)" : "NULL");
    }
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
                    row.longValue(at + 1),
                    row.string(at + 2),
                    row.string(at + 3),
                    row.value(at + 4) instanceof Double mean ? mean : null));
          }
        });
    return facts;
  }

  private static boolean isNumber(Spine.Column column) {
    return NUMBERS.matcher(column.type()).matches();
  }
}
