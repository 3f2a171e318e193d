package io.featurefactory.control;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables of the database and their versions. A database that is behind is brought up to date in
 * one transaction: two processes that start at once do it once, and a crash leaves it as it was.
 */
final class Layout {
  /** The file of version n is element n - 1; files are never changed, only added. */
  private static final List<String> FILES = List.of("V1__registry.sql");

  static final int CURRENT = FILES.size();

  private Layout() {}

  /**
   * Makes the tables, or changes them to what this version knows.
   *
   * @param create false if there have to be some
   */
  static void bringUpToDate(Database database, Dialect dialect, boolean create) {
    int found = database.direct(session -> version(session, dialect));
    if (found == CURRENT) {
      return;
    }
    if (found == 0 && !create) {
      throw ControlErrors.missing(dialect.place());
    }
    database.direct(
        session -> {
          dialect.prepareForSharing(session);
          return CURRENT;
        });
    database.write(session -> migrate(session, dialect));
  }

  private static int version(Session session, Dialect dialect) throws SQLException {
    int found = dialect.layoutVersion(session);
    if (found > CURRENT) {
      throw ControlErrors.newer(dialect.place(), found, CURRENT);
    }
    return found;
  }

  /** Looks again: another process may have done it meanwhile. */
  private static int migrate(Session session, Dialect dialect) throws SQLException {
    for (int version = version(session, dialect); version < CURRENT; version++) {
      for (String statement : statements(FILES.get(version))) {
        session.execute(statement);
      }
    }
    dialect.writeLayoutVersion(session, CURRENT);
    return CURRENT;
  }

  /** A statement ends with a semicolon at the end of a line. */
  private static List<String> statements(String file) {
    try (InputStream in = Layout.class.getResourceAsStream(file)) {
      if (in == null) {
        throw ControlErrors.layout(file + " is missing from the jar. Install ff again", null);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String sql = text.lines().filter(line -> !line.startsWith("--")).collect(joining("\n"));
      return List.of(sql.strip().split(";\\s*(?:\n|$)", 0));
    } catch (IOException e) {
      throw ControlErrors.layout(file + " cannot be read. Install ff again", e);
    }
  }
}
