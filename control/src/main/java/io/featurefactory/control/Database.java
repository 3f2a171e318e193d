package io.featurefactory.control;

import io.featurefactory.model.FactoryException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection, shared by the threads of this process, one transaction at a time.
 *
 * <p>Every {@link SQLException} leaves as a {@link FactoryException}. Thread-safe.
 */
final class Database implements AutoCloseable {
  private final Dialect dialect;
  private final ReentrantLock lock = new ReentrantLock();
  private Connection connection;

  private Database(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /** What happens in a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T run(Session session) throws SQLException;
  }

  /** Opens the database and brings its layout up to date; fails if there is none. */
  static Database open(String url) {
    Dialect dialect = Dialect.of(url);
    if (!dialect.exists()) {
      throw ControlErrors.missing(dialect.place());
    }
    return connect(dialect, dialect.startsEmpty());
  }

  /** Opens the database, or makes it and its folder. */
  static Database openOrCreate(String url) {
    Dialect dialect = Dialect.of(url);
    dialect.createFolder();
    return connect(dialect, true);
  }

  private static Database connect(Dialect dialect, boolean create) {
    Connection connection;
    try {
      connection = dialect.connect();
    } catch (SQLException e) {
      throw dialect.translate(e);
    }
    Database database = new Database(dialect, connection);
    try {
      Layout.bringUpToDate(database, dialect, create);
      return database;
    } catch (FactoryException e) {
      database.close();
      throw e;
    }
  }

  /** Runs reading work on one state of the database. */
  <T> T read(Work<T> work) {
    return transaction(dialect.beginRead(), work);
  }

  /** Runs work as the only writer; it is done, or leaves nothing behind. */
  <T> T write(Work<T> work) {
    return transaction(dialect.beginWrite(), work);
  }

  /** Runs work outside of any transaction. */
  <T> T direct(Work<T> work) {
    lock.lock();
    try {
      return work.run(new Session(connection));
    } catch (SQLException e) {
      throw dialect.translate(e);
    } finally {
      lock.unlock();
    }
  }

  private <T> T transaction(String begin, Work<T> work) {
    return direct(
        ignored -> {
          Session open = begun(begin);
          boolean committed = false;
          try {
            T result = work.run(open);
            open.execute("COMMIT");
            committed = true;
            return result;
          } finally {
            if (!committed) {
              rollback(open);
            }
          }
        });
  }

  /** A connection that broke since it was used last is replaced: nothing was done in it. */
  private Session begun(String begin) throws SQLException {
    Session open = new Session(connection);
    try {
      open.execute(begin);
      return open;
    } catch (SQLException e) {
      if (!dialect.isDisconnected(e)) {
        rollback(open); // begun, perhaps, and then refused the lock
        throw e;
      }
      connection.close();
      connection = dialect.connect();
      Session again = new Session(connection);
      again.execute(begin);
      return again;
    }
  }

  /** The failure that led here is the one to tell; some of them have rolled back already. */
  private static void rollback(Session open) {
    try {
      open.execute("ROLLBACK");
    } catch (SQLException e) {
      // Nothing is left to be rolled back.
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw dialect.translate(e);
    } finally {
      lock.unlock();
    }
  }
}
