package io.featurefactory.training;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.SqlText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds types for columns of a file that has none. A text is a number only where that loses
 * nothing, in every row: {@code 007} stays a text, and what has more than 15 digits and does not
 * read back the same; and what may be a name, such as {@code 12E3}.
 */
final class TextTypes {
  private static final String WHOLE = "(0|[1-9][0-9]*)";
  private static final List<String> TYPES = List.of("BIGINT", "DOUBLE", "BOOLEAN");
  private static final List<String> TESTS =
      List.of(
          "regexp_full_match(%1$s, '0|-?[1-9][0-9]*') AND TRY_CAST(%1$s AS BIGINT) IS NOT NULL",
          "regexp_full_match(%1$s, '-?"
              + WHOLE
              + "([.][0-9]+)?|-?"
              + WHOLE
              + "([.][0-9]+[eE][-+]?[0-9]+|[eE][-+][0-9]+)')"
              + " AND coalesce(isfinite(TRY_CAST(%1$s AS DOUBLE)), false)"
              + " AND (length(regexp_replace(%1$s, '[eE].*|[^0-9]', '', 'g')) <= 15"
              + " OR TRY_CAST(%1$s AS DOUBLE)::VARCHAR = %1$s)",
          "lower(%1$s) IN ('true', 'false')");

  private TextTypes() {}

  /**
   * The columns with the types that their texts have.
   *
   * @param relation in which they are texts
   */
  static List<Spine.Column> detect(KernelSession session, String relation, List<String> columns) {
    List<String> tests = new ArrayList<>();
    for (String column : columns) {
      String name = SqlText.name(column);
      for (String test : TESTS) {
        tests.add(
            "count(%1$s) > 0 AND bool_and(%1$s IS NULL OR (%2$s))"
                .formatted(name, test.formatted(name)));
      }
    }
    List<@Nullable Object> answers =
        session
            .query(
                "SELECT " + String.join(",\n  ", tests) + "\nFROM " + relation, ResultRow::values)
            .get(0);
    List<Spine.Column> detected = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String shown = "VARCHAR";
      for (int t = TYPES.size() - 1; t >= 0; t--) {
        if (Boolean.TRUE.equals(answers.get(i * TYPES.size() + t))) {
          shown = TYPES.get(t);
        }
      }
      detected.add(new Spine.Column(columns.get(i), "VARCHAR", shown));
    }
    return detected;
  }
}
