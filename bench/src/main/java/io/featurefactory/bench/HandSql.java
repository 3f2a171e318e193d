package io.featurefactory.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;

/**
 * What a good engineer would do without a feature store: one SQL script over the lake's files, run
 * by DuckDB in a process of its own, with as many threads as the machine has cores.
 */
public final class HandSql {
  private static final String SCRIPT = "/hand/ctr_history.sql";

  private HandSql() {}

  /**
   * Runs the script.
   *
   * @param arguments folder of the lake's Parquet files, last boundary (a day), file to write
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    String sql =
        script()
            .replace("${lake}", arguments[0].replace("'", "''"))
            .replace("${last_boundary}", arguments[1])
            .replace("${out}", arguments[2].replace("'", "''"));
    Properties settings = new Properties();
    settings.setProperty("threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
    settings.setProperty("preserve_insertion_order", "false");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String script() throws IOException {
    try (InputStream in = Objects.requireNonNull(HandSql.class.getResourceAsStream(SCRIPT))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
