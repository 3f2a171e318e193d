package io.featurefactory.control;

import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.FactoryException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * All that is particular to PostgreSQL.
 *
 * <p>A URL is the driver's: {@code jdbc:postgresql://HOST[:PORT]/DATABASE}, and may go on with its
 * options, such as {@code ?user=ff&password=...&currentSchema=shop}. The tables are in the first
 * schema of the search path.
 */
final class PostgresDialect implements Dialect {
  /** Those of a registry, or of a program that has taken their names. */
  private static final String TABLES =
      """
      SELECT tablename FROM pg_tables
      WHERE schemaname = current_schema()
        AND tablename IN ('ff_layout', 'revisions', 'definitions', 'leases', 'runs')
      """;

  /** Ours among the advisory locks of a database ("FFRG"). */
  private static final int LOCK = 0x46465247;

  /** A transaction of ours takes milliseconds; who waits for longer has a reason to be told. */
  private static final String OPTIONS = "-c lock_timeout=10000";

  private final String url;
  private final String place;

  private PostgresDialect(String url, String place) {
    this.url = url;
    this.place = place;
  }

  static PostgresDialect of(String text) {
    DatabaseUrl url = new DatabaseUrl(text);
    if (!url.isValid()) {
      throw ControlErrors.unsupportedUrl(url.place());
    }
    if (Driver.parseURL(text, new Properties()) == null) {
      throw ControlErrors.unreadableUrl(url.place());
    }
    return new PostgresDialect(text, url.place());
  }

  @Override
  public String place() {
    return place;
  }

  /** Known when connected. */
  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public boolean startsEmpty() {
    return false;
  }

  @Override
  public void createFolder() {
    // a database is made by those who run the server
  }

  /** Without {@code DriverManager}, which would load the drivers of all other databases too. */
  @Override
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "feature-factory");
    properties.putAll(DatabaseUrl.LIMITS);
    properties.setProperty("tcpKeepAlive", "true");
    if (!url.contains("options=")) {
      properties.setProperty("options", OPTIONS);
    }
    Connection connection = new Driver().connect(url, properties);
    if (connection == null) {
      throw ControlErrors.unsupportedUrl(place);
    }
    return connection;
  }

  @Override
  public int layoutVersion(Session session) throws SQLException {
    // by one statement: who makes them at this moment commits them together
    List<String> tables = session.query(TABLES, row -> row.text("tablename"));
    if (tables.contains("ff_layout")) {
      return session.query("SELECT version FROM ff_layout", row -> row.integer("version")).get(0);
    }
    if (!tables.isEmpty()) {
      throw ControlErrors.foreignSchema(place);
    }
    return 0;
  }

  @Override
  public void writeLayoutVersion(Session session, int version) throws SQLException {
    session.execute("CREATE TABLE IF NOT EXISTS ff_layout (version INTEGER NOT NULL)");
    session.execute("DELETE FROM ff_layout");
    session.update("INSERT INTO ff_layout (version) VALUES (?)", version);
  }

  @Override
  public void prepareForSharing(Session session) {
    // it always is
  }

  @Override
  public String beginRead() {
    return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  }

  /**
   * Writers of one schema wait for each other here; each statement behind that sees what those
   * before have done.
   */
  @Override
  public String beginWrite() {
    return "BEGIN; SELECT pg_advisory_xact_lock(%d, hashtext(current_schema()))".formatted(LOCK);
  }

  @Override
  public boolean isDisconnected(SQLException e) {
    String state = state(e);
    return state.startsWith("08") || state.startsWith("57P");
  }

  /** By SQLSTATE ({@code https://www.postgresql.org/docs/current/errcodes-appendix.html}). */
  @Override
  public FactoryException translate(SQLException e) {
    return switch (state(e)) {
      case "08001", "53300", "57P03" -> ControlErrors.unreachable(place, e);
      case "3D000", "3F000" -> ControlErrors.noDatabase(place, e);
      case "55P03", "40P01" -> ControlErrors.locked(place, e);
      case "25006", "42501" -> ControlErrors.notWritable(place, e);
      case "53100" -> ControlErrors.full(place, e);
      case "08004", "28000", "28P01" -> ControlErrors.denied(place, e);
      default ->
          isDisconnected(e)
              ? ControlErrors.disconnected(place, e)
              : ControlErrors.statement(place, e);
    };
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }
}
