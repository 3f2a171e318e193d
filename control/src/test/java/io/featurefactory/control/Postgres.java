package io.featurefactory.control;

import io.featurefactory.testkit.servers.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for the tests of this process, with a schema for each. */
final class Postgres {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private Postgres() {}

  private static final class Shared {
    private static final String URL = PostgresServer.start().createDatabase("registry");
  }

  /** The URL of a new registry. */
  static String newSchema() {
    String schema = "s" + SCHEMAS.incrementAndGet();
    sql(Shared.URL, "CREATE SCHEMA " + schema);
    return Shared.URL + "&currentSchema=" + schema;
  }

  static void sql(String url, String statement) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement open = connection.createStatement()) {
      open.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
