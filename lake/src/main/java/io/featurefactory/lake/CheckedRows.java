package io.featurefactory.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** SQL over the rows of a file that tells good ones from bad ones. */
final class CheckedRows {
  private final List<String> values = new ArrayList<>();
  private final List<String> tests = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();

  /**
   * Checks conversions and the event time.
   *
   * @param types of the file's columns
   * @param reference the expression of a file's column
   */
  CheckedRows(
      ImportFile file,
      StageRequest request,
      Map<String, FileType> types,
      UnaryOperator<String> reference) {
    for (LakeField column : request.target().columns()) {
      FileType from = types.get(column.name());
      String value = null;
      if (from != null) {
        if (Conversion.guesses(from, column.type())) {
          throw ImportErrors.notConvertible(
              file.path(), column.name(), from.name(), column.type().displayName());
        }
        String stored = reference.apply(column.name());
        value = Conversion.sql(stored, from, column.type());
        if (Conversion.canFail(from, column.type())) {
          value = "TRY(" + value + ")";
          test(
              stored + " IS NOT NULL AND " + value + " IS NULL",
              SqlText.text(column.name() + ": '")
                  + " || "
                  + stored
                  + "::VARCHAR || "
                  + SqlText.text("' is no " + column.type().displayName()));
        }
        if (column.name().equals(request.eventTime())) {
          test(
              "coalesce(NOT isfinite(" + value + "), true)",
              SqlText.text(column.name() + " is missing"));
        }
      }
      values.add(request.value(column, value) + " AS " + SqlText.name(column.name()));
    }
  }

  /** A test that comes before those that are there. */
  void testFirst(String bad, String reason) {
    tests.add(0, "coalesce(" + bad + ", false)");
    reasons.add(0, "WHEN " + bad + " THEN " + reason);
  }

  /** A further test; rows for which the condition is true are bad. */
  void test(String bad, String reason) {
    tests.add("coalesce(" + bad + ", false)");
    reasons.add("WHEN " + bad + " THEN " + reason);
  }

  /** The good rows, converted. */
  String good(String from, String where) {
    return "    SELECT "
        + String.join(",\n      ", values)
        + "\n    FROM "
        + from
        + "\n    WHERE "
        + where
        + (tests.isEmpty() ? "" : "\n      AND NOT " + String.join("\n      AND NOT ", tests));
  }

  /** Columns of bad rows, and then the reason. */
  String bad(String from, String where, List<String> columns, String order, long limit) {
    return "SELECT %s, CASE %s END FROM %s WHERE %s AND (%s) ORDER BY %s LIMIT %d"
        .formatted(
            String.join(", ", columns),
            String.join("\n", reasons),
            from,
            where,
            tests.isEmpty() ? "false" : String.join(" OR ", tests),
            order,
            limit);
  }
}
