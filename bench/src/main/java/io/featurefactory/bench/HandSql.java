package io.featurefactory.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/**
 * What a good engineer would do without a feature store: one SQL script over Parquet files, run by
 * DuckDB in a process of its own, with as many threads as the machine has cores.
 */
public final class HandSql {
  private HandSql() {}

  /**
   * Runs a script.
   *
   * @param arguments the script, a resource of {@code /hand}; then {@code name=value} for each
   *     {@code ${name}} in it, as the text of an SQL literal
   */
  public static void main(String[] arguments) throws IOException, SQLException {
    String sql = script(arguments[0], Arrays.asList(arguments).subList(1, arguments.length));
    Properties settings = new Properties();
    settings.setProperty("threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
    settings.setProperty("preserve_insertion_order", "false");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The text of a script with its values. */
  static String script(String name, List<String> values) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(HandSql.class.getResourceAsStream("/hand/" + name))) {
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String value : values) {
        int equals = value.indexOf('=');
        sql =
            sql.replace(
                "${" + value.substring(0, equals) + "}",
                value.substring(equals + 1).replace("'", "''"));
      }
      return sql;
    }
  }
}
