package io.featurefactory.control;

import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.SqliteAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * All that is particular to SQLite.
 *
 * <p>A URL is {@code jdbc:sqlite:PATH}, and may go on with pragmas of the connection: {@code
 * ?busy_timeout=MILLISECONDS&max_page_count=PAGES&query_only=1}.
 */
final class SqliteDialect implements Dialect {
  /** Marks the file as a registry, in the header field that SQLite has for that ("FFRG"). */
  private static final int APPLICATION_ID = 0x46465247;

  /** A transaction of ours takes milliseconds; who waits for longer has a reason to be told. */
  private static final int BUSY_TIMEOUT_MILLIS = 10_000;

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final Set<String> OPTIONS = Set.of("busy_timeout", "max_page_count", "query_only");

  private final Path file;
  private final Map<String, Integer> options;

  private SqliteDialect(Path file, Map<String, Integer> options) {
    this.file = file;
    this.options = options;
  }

  static SqliteDialect of(String text) {
    DatabaseUrl url = new DatabaseUrl(text);
    if (!url.isFile()) {
      throw ControlErrors.unsupportedUrl(text);
    }
    boolean hasOptions = text.indexOf('?') >= 0;
    return new SqliteDialect(url.file(), hasOptions ? options(text, url.options()) : Map.of());
  }

  /**
   * Parsed here, because the driver takes an option that it does not know for a part of the path.
   */
  private static Map<String, Integer> options(String url, String query) {
    Map<String, Integer> options = new LinkedHashMap<>();
    for (String option : query.split("&", -1)) {
      String[] pair = option.split("=", 2);
      if (pair.length < 2 || !OPTIONS.contains(pair[0]) || !pair[1].matches("\\d{1,9}")) {
        throw ControlErrors.unknownOption(url, option, OPTIONS);
      }
      options.put(pair[0], Integer.valueOf(pair[1]));
    }
    return options;
  }

  @Override
  public String place() {
    return file.toString();
  }

  @Override
  public boolean exists() {
    return Files.exists(file);
  }

  @Override
  public boolean startsEmpty() {
    return true;
  }

  @Override
  public void createFolder() {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw ControlErrors.cannotOpen(place(), e);
    }
  }

  /**
   * For reading only where this process may not write. Without {@code DriverManager}, which would
   * load the drivers of all other databases too.
   */
  @Override
  public Connection connect() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    Connection connection = config.createConnection(SqliteAccess.of(file).url(file));
    try (Statement statement = connection.createStatement()) {
      for (Map.Entry<String, Integer> option : options.entrySet()) {
        statement.execute("PRAGMA " + option.getKey() + " = " + option.getValue());
      }
    }
    return connection;
  }

  @Override
  public int layoutVersion(Session session) throws SQLException {
    // The tables first: who makes them at this moment commits them together with the rest.
    boolean empty =
        session.query("SELECT name FROM sqlite_master LIMIT 1", row -> row.text("name")).isEmpty();
    if (empty) {
      return 0;
    }
    if (pragma(session, "application_id") != APPLICATION_ID) {
      throw ControlErrors.foreign(place());
    }
    return pragma(session, "user_version");
  }

  @Override
  public void writeLayoutVersion(Session session, int version) throws SQLException {
    session.execute("PRAGMA application_id = " + APPLICATION_ID);
    session.execute("PRAGMA user_version = " + version);
  }

  /**
   * Makes the database one that readers and a writer use at once; that stays with the file. SQLite
   * does not always wait for the lock that this takes, so that it is tried again.
   */
  @Override
  public void prepareForSharing(Session session) throws SQLException {
    long deadline =
        System.nanoTime()
            + TimeUnit.MILLISECONDS.toNanos(Math.max(1, pragma(session, "busy_timeout")));
    while (true) {
      try {
        session.query("PRAGMA journal_mode = WAL", row -> row.text("journal_mode"));
        return;
      } catch (SQLException e) {
        if (code(e) != SQLiteErrorCode.SQLITE_BUSY || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  @Override
  public String beginRead() {
    return "BEGIN";
  }

  /** Takes the lock for writing at once: a transaction that reads first could fail at its end. */
  @Override
  public String beginWrite() {
    return "BEGIN IMMEDIATE";
  }

  /** A file does not go away. */
  @Override
  public boolean isDisconnected(SQLException e) {
    return false;
  }

  @Override
  public FactoryException translate(SQLException e) {
    if (e instanceof SQLiteException sqlite
        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
      return ControlErrors.full(place(), e); // its shared memory could not grow
    }
    return switch (code(e)) {
      case SQLITE_BUSY, SQLITE_LOCKED -> ControlErrors.locked(place(), e);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH -> ControlErrors.readOnly(place(), e);
      case SQLITE_FULL -> ControlErrors.full(place(), e);
      case SQLITE_CORRUPT, SQLITE_NOTADB -> ControlErrors.damaged(place(), e);
      case SQLITE_CANTOPEN -> ControlErrors.cannotOpen(place(), e);
      case SQLITE_IOERR, SQLITE_PROTOCOL -> ControlErrors.inputOutput(place(), e);
      default -> ControlErrors.statement(place(), e);
    };
  }

  private static int pragma(Session session, String name) throws SQLException {
    String column = name.equals("busy_timeout") ? "timeout" : name;
    return session.query("PRAGMA " + name, row -> row.integer(column)).get(0);
  }

  /** The primary code; the driver's own says more than is needed here. */
  private static SQLiteErrorCode code(SQLException e) {
    return SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
  }
}
