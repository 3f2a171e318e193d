package io.featurefactory.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Finds a row that cannot be computed because it divides by zero.
 *
 * @param strict the rows by ANSI's rules, by which a division by zero is an error
 * @param lenient the same rows without them: there it is NULL
 * @param keys the columns that tell rows apart
 */
record DivisionByZero(Dataset<Row> strict, Dataset<Row> lenient, List<String> keys) {
  private static final String ERROR = "DIVIDE_BY_ZERO";

  /** Rows with a NULL that are tried. */
  private static final int CANDIDATES = 20;

  /** True if the message of a failure says so. */
  static boolean isCause(String message) {
    return message.contains(ERROR);
  }

  /** The keys of such a row; empty if none is found. */
  String find() {
    String anyNull =
        Stream.of(lenient.columns())
            .filter(column -> keys.stream().noneMatch(column::equalsIgnoreCase))
            .map(column -> quoted(column) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    if (anyNull.isEmpty()) {
      return "";
    }
    Column[] columns = keys.stream().map(DivisionByZero::column).toArray(Column[]::new);
    for (Row key : lenient.filter(anyNull).select(columns).limit(CANDIDATES).collectAsList()) {
      if (fails(key)) {
        List<String> named = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
          named.add(keys.get(i) + "=" + key.get(i));
        }
        return String.join(", ", named);
      }
    }
    return "";
  }

  private boolean fails(Row key) {
    Dataset<Row> rows = strict;
    for (int i = 0; i < keys.size(); i++) {
      rows = rows.filter(column(keys.get(i)).eqNullSafe(key.get(i)));
    }
    try {
      rows.collectAsList();
      return false;
    } catch (Exception e) { // Scala throws checked ones that it does not declare
      return isCause(SparkErrors.message(e));
    }
  }

  private static Column column(String name) {
    return functions.col(quoted(name));
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
