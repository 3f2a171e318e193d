package io.featurefactory.lake;

import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.SqliteAccess;
import java.util.HashMap;
import java.util.Map;

/**
 * Where and how the catalog's database is opened.
 *
 * @param url for the driver
 * @param writable false if this process may only read it
 */
record CatalogAddress(String url, boolean sqlite, boolean writable) {
  private static final int BUSY_TIMEOUT_MILLIS = 30_000;

  /** Not found by itself where the driver's jar is not one of the process, as in Spark. */
  private static final String POSTGRES_DRIVER = "org.postgresql.Driver";

  /** A file of SQLite as its permissions allow. */
  static CatalogAddress of(DatabaseUrl url) {
    if (url.isOnServer()) {
      load(POSTGRES_DRIVER);
      return new CatalogAddress(url.text(), false, true);
    }
    SqliteAccess access = SqliteAccess.of(url.file());
    if (access == SqliteAccess.WRITE) {
      return new CatalogAddress(url.text(), true, true);
    }
    String options = url.options().isEmpty() ? "" : "&" + url.options();
    return new CatalogAddress(access.url(url.file()) + options, true, false);
  }

  /** The same, of others: it is not changed in any way. */
  CatalogAddress toRead() {
    return new CatalogAddress(url, sqlite, false);
  }

  private static void load(String driver) {
    try {
      Class.forName(driver);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the connections of Iceberg's JDBC catalog are told. */
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    if (sqlite) {
      if (writable) {
        properties.put("jdbc.journal_mode", "WAL");
        properties.put("jdbc.synchronous", "FULL");
      }
      if (!url.contains("busy_timeout=")) {
        properties.put("jdbc.busy_timeout", Integer.toString(BUSY_TIMEOUT_MILLIS));
      }
    } else {
      properties.put("jdbc.ApplicationName", "feature-factory");
      DatabaseUrl.LIMITS.forEach((name, value) -> properties.put("jdbc." + name, value));
      properties.put("jdbc.tcpKeepAlive", "true");
    }
    return properties;
  }
}
