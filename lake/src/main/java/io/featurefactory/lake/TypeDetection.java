package io.featurefactory.lake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds types for columns of texts that nobody declared, from a sample.
 *
 * <p>A text is a number only if it reads back the same: {@code 007} stays a text.
 */
final class TypeDetection {
  private static final int SAMPLE = 100_000;
  private static final List<String> TYPES = List.of("BIGINT", "DOUBLE", "BOOLEAN", "TIMESTAMP");

  private TypeDetection() {}

  /**
   * The types.
   *
   * @param from a relation in which the columns are texts
   */
  static Map<String, FileType> detect(KernelSession session, String from, List<String> columns) {
    Map<String, FileType> types = new LinkedHashMap<>();
    if (columns.isEmpty()) {
      return types;
    }
    List<String> tests = new ArrayList<>();
    for (String column : columns) {
      String x = SqlText.name(column);
      tests.add(
          all(
              x,
              "regexp_full_match(%1$s, '-?(0|[1-9]\\d*)') AND TRY_CAST(%1$s AS BIGINT) IS NOT"
                  + " NULL"));
      tests.add(all(x, "regexp_full_match(%1$s, '-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?')"));
      tests.add(all(x, "lower(%1$s) IN ('true', 'false')"));
      tests.add(all(x, "length(%1$s) >= 10 AND TRY_CAST(%1$s AS TIMESTAMP) IS NOT NULL"));
    }
    String sql =
        "SELECT %s FROM (SELECT * FROM %s LIMIT %d)"
            .formatted(String.join(",\n  ", tests), from, SAMPLE);
    List<?> answers = session.query(sql, ResultRow::values).get(0);
    for (int i = 0; i < columns.size(); i++) {
      FileType type = FileType.TEXT;
      for (int t = TYPES.size() - 1; t >= 0; t--) {
        if (Boolean.TRUE.equals(answers.get(i * TYPES.size() + t))) {
          type = new FileType(TYPES.get(t), List.of());
        }
      }
      types.put(columns.get(i), type);
    }
    return types;
  }

  private static String all(String column, String test) {
    return "count(%1$s) > 0 AND bool_and(%1$s IS NULL OR (".formatted(column)
        + test.formatted(column)
        + "))";
  }
}
