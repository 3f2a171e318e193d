package io.featurefactory.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Questions about Parquet files, outside of what is timed. */
final class DuckDb {
  private DuckDb() {}

  static String version() {
    return row("SELECT version()").get(0);
  }

  /** Of all rows of history: keys, boundary and value. */
  static RowDigest history(Path folder, String boundary, String value) {
    return digest(
        "SELECT hash(ad_id, query_category, %s, %s) AS h FROM %s"
            .formatted(boundary, value, files(folder)));
  }

  /** Of the newest value of each key in a log, where there is one. */
  static RowDigest newest(Path log) {
    return digest(
        """
        SELECT hash(ad_id, query_category, ctr) AS h FROM (
          SELECT ad_id, query_category, arg_max(struct_pack(v := ctr_7d), feature_time).v AS ctr
          FROM %s GROUP BY ALL)
        WHERE ctr IS NOT NULL"""
            .formatted(files(log)));
  }

  /** Of the rows that a query of one day gave, where they have a value. */
  static RowDigest day(Path folder) {
    return digest(
        "SELECT hash(ad_id, query_category, ctr_7d) AS h FROM %s WHERE ctr_7d IS NOT NULL"
            .formatted(files(folder)));
  }

  /** Ad and category of some row of a log that has a value. */
  static List<String> someKey(Path log) {
    List<String> key =
        row(
            """
            SELECT ad_id, query_category FROM %s WHERE ctr_7d IS NOT NULL
            ORDER BY feature_time DESC, ad_id, query_category LIMIT 1"""
                .formatted(files(log)));
    if (key.isEmpty()) {
      throw BenchErrors.noRow(log);
    }
    return key;
  }

  /** Of all columns of the rows of a file, and of their order. */
  static RowDigest inOrder(Path file) {
    return digest(
        "SELECT hash(t) AS h FROM read_parquet('%s', file_row_number = true) t"
            .formatted(file.toString().replace("'", "''")));
  }

  /** Of all columns of the rows of files, in any order. */
  static RowDigest anyOrder(Path file) {
    return digest(
        "SELECT hash(t) AS h FROM read_parquet('%s') t"
            .formatted(file.toString().replace("'", "''")));
  }

  /** How many rows the files of a folder have. */
  static long rows(Path folder) {
    return Long.parseLong(row("SELECT count(*) FROM " + files(folder)).get(0));
  }

  private static String files(Path folder) {
    return "read_parquet('%s/**/*.parquet')".formatted(folder.toString().replace("'", "''"));
  }

  private static RowDigest digest(String hashes) {
    List<String> row = row("SELECT count(*), coalesce(sum(h), 0) FROM (%s)".formatted(hashes));
    return new RowDigest(Long.parseLong(row.get(0)), row.get(1));
  }

  /** The first row as text; empty if there is none. */
  private static List<String> row(String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> row = new ArrayList<>();
      if (result.next()) {
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
      }
      return row;
    } catch (SQLException e) {
      throw BenchErrors.cannot("ask DuckDB", e);
    }
  }
}
