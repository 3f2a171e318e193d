package io.featurefactory.lake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * SQL over the rows of a file that tells good ones from bad ones.
 *
 * <p>{@link #strict} takes all rows and fails at the first bad one; it costs less than half of what
 * {@link #good} does, so it is tried first.
 */
final class CheckedRows {
  private final List<String> values = new ArrayList<>();
  private final List<String> strictValues = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> guards = new ArrayList<>();
  private final List<String> tests = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();

  /**
   * Checks conversions and the event time.
   *
   * @param file for messages
   * @param types of the file's columns
   * @param reference the expression of a file's column
   */
  CheckedRows(
      Path file,
      StageRequest request,
      Map<String, FileType> types,
      UnaryOperator<String> reference) {
    for (LakeField column : request.target().columns()) {
      FileType from = types.get(column.name());
      String value = null;
      String strict = null;
      if (from != null) {
        if (Conversion.guesses(from, column.type())) {
          throw ImportErrors.notConvertible(
              file, column.name(), from.name(), column.type().displayName());
        }
        String stored = reference.apply(column.name());
        value = Conversion.sql(stored, from, column.type());
        strict = value;
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
        String surplus = SurplusDigits.condition(stored, from, column.type());
        if (surplus != null) {
          strict =
              "CASE WHEN %s THEN error('surplus digits') ELSE %s END".formatted(surplus, strict);
          test(
              surplus,
              SqlText.text(column.name() + ": ")
                  + " || "
                  + stored
                  + "::VARCHAR || "
                  + SqlText.text(SurplusDigits.complaint(column.type())));
        }
        if (column.name().equals(request.eventTime())) {
          strict =
              "CASE WHEN isfinite(%1$s)%2$s THEN %1$s ELSE error('no time') END"
                  .formatted(strict, request.inTime(strict));
          test(
              "coalesce(NOT isfinite(" + value + "), true)",
              SqlText.text(column.name() + " is missing"));
          if (request.latest() != null) {
            test(
                "NOT (true" + request.inTime(value) + ")",
                SqlText.text(column.name() + " is too far ahead: ") + " || " + value);
          }
        }
      }
      values.add(request.value(column, value) + " AS " + SqlText.name(column.name()));
      strictValues.add(request.value(column, strict));
      names.add(SqlText.name(column.name()));
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

  /** A condition that lets {@link #strict} fail; cheap, and true for every row with a bad shape. */
  void guard(String condition) {
    guards.add("(" + condition + ")");
  }

  /** All rows, converted; it fails if one is bad. */
  String strict(String from, String where) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String value = strictValues.get(i);
      if (i == 0 && !guards.isEmpty()) {
        value =
            "CASE WHEN %s THEN error('bad shape') ELSE %s END"
                .formatted(String.join(" OR ", guards), value);
      }
      columns.add(value + " AS " + names.get(i));
    }
    return "    SELECT "
        + String.join(",\n      ", columns)
        + "\n    FROM "
        + from
        + "\n    WHERE "
        + where;
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
