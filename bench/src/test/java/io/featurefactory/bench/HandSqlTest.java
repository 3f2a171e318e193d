package io.featurefactory.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandSqlTest {
  @TempDir private Path folder;

  @Test
  void main_daysThatEnterAndLeave_giveARowWhereTheRatioChanges() throws Exception {
    events(
        "('a', 'x', 'impression', TIMESTAMP '2026-01-01 10:00')",
        "('a', 'x', 'impression', TIMESTAMP '2026-01-03 10:00')",
        "('a', 'x', 'click', TIMESTAMP '2026-01-03 10:01')",
        "('b', 'x', 'click', TIMESTAMP '2026-01-01 00:00')",
        "(NULL, 'x', 'impression', TIMESTAMP '2026-01-01 00:00')");
    Path out = Files.createDirectory(folder.resolve("out"));
    HandSql.main(
        new String[] {
          "ctr_history.sql",
          "lake=" + lake(),
          "last_boundary=2026-01-10",
          "out=" + out.resolve("history.parquet")
        });

    // b has no impression and never a ratio; at 11T00, when a's last day leaves, the period is over
    assertThat(
            rows(
                "SELECT * REPLACE (boundary::DATE AS boundary) FROM '%s/*.parquet' ORDER BY ALL"
                    .formatted(out)))
        .containsExactly("a x 2026-01-02 0.0", "a x 2026-01-04 0.5", "a x 2026-01-09 1.0");
  }

  @Test
  void main_spine_hasExactlySoManyRowsInOrder() throws Exception {
    Path all = folder.resolve("impressions.parquet");
    execute(
        "COPY (SELECT n FROM range(7) r(n) ORDER BY n) TO '%s' (FORMAT parquet)".formatted(all));
    assertThat(spine(all, 3)).containsExactly("2", "4", "6");
    assertThat(spine(all, 10)).containsExactly("0", "1", "2", "2", "3", "4", "4", "5", "6", "6");
  }

  private List<String> spine(Path all, int rows) throws Exception {
    Path spine = folder.resolve("spine.parquet");
    HandSql.main(new String[] {"spine.sql", "impressions=" + all, "rows=" + rows, "out=" + spine});
    return rows("SELECT n FROM '%s'".formatted(spine));
  }

  @Test
  void inOrder_otherOrder_isNotTheSame() throws Exception {
    RowDigest one = inOrder("SELECT n FROM range(3) r(n) ORDER BY n");
    assertThat(inOrder("SELECT n FROM range(3) r(n) ORDER BY n")).isEqualTo(one);
    assertThat(inOrder("SELECT n FROM range(3) r(n) ORDER BY n DESC")).isNotEqualTo(one);
  }

  private RowDigest inOrder(String select) throws SQLException {
    Path file = folder.resolve("ordered.parquet");
    execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(select, file));
    return DuckDb.inOrder(file);
  }

  @Test
  void history_otherOrderAndOtherValue_isTheSameAndIsNot() throws Exception {
    String select =
        "SELECT * FROM (VALUES ('a', 'x', 1, %s), ('b', 'x', 1, 0.5)) t(%s) ORDER BY 1 %s";
    String columns = "ad_id, query_category, boundary, ctr_7d";
    RowDigest one = digest("one", select.formatted("0.25", columns, ""));
    assertThat(one.rows()).isEqualTo(2);
    assertThat(digest("same", select.formatted("0.25", columns, "DESC"))).isEqualTo(one);
    assertThat(digest("other", select.formatted("0.75", columns, ""))).isNotEqualTo(one);
  }

  private RowDigest digest(String name, String select) throws IOException, SQLException {
    Path out = Files.createDirectory(folder.resolve(name));
    execute("COPY (%s) TO '%s/rows.parquet'".formatted(select, out));
    return DuckDb.history(out, "boundary", "ctr_7d");
  }

  private void events(String... values) throws IOException, SQLException {
    execute(
        "COPY (SELECT * FROM (VALUES %s) t(ad_id, query_category, event_type, event_timestamp)) TO '%s'"
            .formatted(
                String.join(", ", values),
                Files.createDirectory(lake()).resolve("events.parquet")));
  }

  private Path lake() {
    return folder.resolve("lake");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(String.join(" ", row));
      }
    }
    return rows;
  }
}
