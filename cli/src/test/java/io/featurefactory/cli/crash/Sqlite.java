package io.featurefactory.cli.crash;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Looks into SQLite databases from outside, and locks them. */
final class Sqlite {
  private Sqlite() {}

  /** The value that a query gives, as text. */
  static String text(Path file, String query) {
    try (Connection connection = open(file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "none";
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  /** Keeps all others from writing until it is closed. */
  static Locked lock(Path file) {
    try {
      Connection connection = open(file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
      }
      return () -> close(connection);
    } catch (SQLException e) {
      throw new AssertionError("cannot lock " + file, e);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError("cannot unlock", e);
    }
  }

  private static Connection open(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
    }
    return connection;
  }
}
