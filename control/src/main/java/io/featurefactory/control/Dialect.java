package io.featurefactory.control;

import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.FactoryException;
import java.sql.Connection;
import java.sql.SQLException;

/** What is particular to a database; every other statement of this module is portable. */
interface Dialect {
  /** The one of a URL; fails if there is none. */
  static Dialect of(String url) {
    return new DatabaseUrl(url).isOnServer() ? PostgresDialect.of(url) : SqliteDialect.of(url);
  }

  /** Where the database is, for messages; without user and password. */
  String place();

  /** False where there is surely no registry; connecting would make an empty database. */
  boolean exists();

  /** True if a database without tables is a registry that somebody is about to fill. */
  boolean startsEmpty();

  /** Makes what has to be there before {@link #connect}. */
  void createFolder();

  /** A new connection. */
  Connection connect() throws SQLException;

  /**
   * The version of the layout; 0 for an empty database.
   *
   * @throws FactoryException USER if the database is another program's
   */
  int layoutVersion(Session session) throws SQLException;

  /** Part of the transaction, like the tables themselves. */
  void writeLayoutVersion(Session session, int version) throws SQLException;

  /** Makes a new database one that readers and a writer use at once. */
  void prepareForSharing(Session session) throws SQLException;

  /** Begins a transaction that sees one state of the database. */
  String beginRead();

  /** Begins a transaction that is the only one that writes. */
  String beginWrite();

  /** True if the connection is gone, and a new one may be had. */
  boolean isDisconnected(SQLException e);

  /** What a failure means to the user. */
  FactoryException translate(SQLException e);
}
