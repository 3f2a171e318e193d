package io.featurefactory.cli.served;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.DataType;
import io.featurefactory.training.ServedReplay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows rows that differ, from the tables {@code causes} and {@code trained} of a session. */
final class ServedExamples {
  private static final int FACTS = 7;

  private final KernelSession session;
  private final Verdicts verdicts;
  private final ServedColumns columns;

  ServedExamples(KernelSession session, Verdicts verdicts, ServedColumns columns) {
    this.session = session;
    this.verdicts = verdicts;
    this.columns = columns;
  }

  /** A value as it was served and as it should be; SQL. */
  private record Pair(String name, String served, String expected, DataType type) {}

  /**
   * Examples of a view, or of a derived feature.
   *
   * @param part its name
   */
  List<ServedFinding.Example> of(
      String part,
      @Nullable Integer view,
      @Nullable Integer derived,
      String rows,
      String asNamed,
      int most) {
    List<Pair> pairs = pairs(view, derived);
    List<String> selected = new ArrayList<>();
    selected.add("c.cause");
    selected.add("r." + ReplayRows.REQUEST);
    selected.add("r." + ReplayRows.REQUEST_ROW);
    selected.add("r." + ReplayRows.ASKED);
    selected.add(verdicts.keyText(view));
    selected.add(view == null ? "''" : "coalesce(r." + ReplayRows.store(view) + ", '')");
    selected.add(view == null ? "0" : "coalesce(r." + ReplayRows.run(view) + ", 0)");
    for (Pair pair : pairs) {
      selected.add(Verdicts.same(pair.served(), pair.expected(), pair.type()).replace("\n", " "));
      selected.add(pair.served() + "::VARCHAR");
      selected.add(pair.expected() + "::VARCHAR");
    }
    String sql =
        """
        SELECT %s
        FROM causes c JOIN %s r ON r.file_row_number = c.row
        JOIN %s a ON a.row = c.row JOIN trained b ON b.row = c.row
        WHERE %s
        ORDER BY r.%s, r.%s LIMIT %d"""
            .formatted(
                String.join(", ", selected),
                rows,
                asNamed,
                condition(),
                ReplayRows.ASKED,
                ReplayRows.REQUEST_ROW,
                most);
    return session.query(sql, row -> example(part, pairs, row));
  }

  private static String condition() {
    return "cause IN (%s) OR (differs AND cause IN (%s))"
        .formatted(names(Cause.Weight.ALWAYS), names(Cause.Weight.IF_DIFFERENT));
  }

  private static String names(Cause.Weight weight) {
    return Arrays.stream(Cause.values())
        .filter(cause -> cause.weight() == weight)
        .map(cause -> SqlText.text(cause.name()))
        .collect(Collectors.joining(", "));
  }

  private List<Pair> pairs(@Nullable Integer view, @Nullable Integer derived) {
    if (derived != null) {
      ServedColumns.Derived feature = columns.derived().get(derived);
      return List.of(
          new Pair(
              feature.name(),
              "r." + ReplayRows.derived(derived),
              "a." + SqlText.name(ServedReplay.derived(derived)),
              feature.type()));
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i : verdicts.features(Objects.requireNonNull(view))) {
      String column = SqlText.name(ServedReplay.feature(i));
      ServedColumns.Feature feature = columns.features().get(i);
      String expected =
          "CASE WHEN c.cause IN (%s) THEN b.%s ELSE a.%s END"
              .formatted(names(Cause.Weight.IF_DIFFERENT), column, column);
      pairs.add(
          new Pair(
              feature.feature().feature(),
              "r." + ReplayRows.value(i),
              "(" + expected + ")",
              feature.feature().type()));
    }
    return pairs;
  }

  private static ServedFinding.Example example(String part, List<Pair> pairs, ResultRow row) {
    String feature = "";
    String served = "";
    String expected = "";
    for (int i = 0; i < pairs.size() && feature.isEmpty(); i++) {
      if (!Boolean.TRUE.equals(row.value(FACTS + 3 * i))) {
        feature = pairs.get(i).name();
        served = String.valueOf(row.string(FACTS + 3 * i + 1));
        expected = String.valueOf(row.string(FACTS + 3 * i + 2));
      }
    }
    return new ServedFinding.Example(
        part,
        Cause.valueOf(String.valueOf(row.string(0))),
        String.valueOf(row.string(1)),
        row.longValue(2),
        Objects.requireNonNull(row.instant(3)),
        String.valueOf(row.string(4)),
        String.valueOf(row.string(5)),
        row.longValue(6),
        feature,
        served,
        expected);
  }
}
