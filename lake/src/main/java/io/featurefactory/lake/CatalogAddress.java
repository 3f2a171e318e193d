package io.featurefactory.lake;

import io.featurefactory.model.SqliteAccess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where and how the catalog's database is opened.
 *
 * @param url for the driver
 * @param writable false if this process may only read it
 */
record CatalogAddress(String url, boolean sqlite, boolean writable) {
  private static final String SQLITE = "jdbc:sqlite:";
  private static final int BUSY_TIMEOUT_MILLIS = 30_000;

  /** Not found by itself where the driver's jar is not one of the process, as in Spark. */
  private static final String POSTGRES_DRIVER = "org.postgresql.Driver";

  /** As the settings say; a file of SQLite as its permissions allow. */
  static CatalogAddress of(WarehouseSettings settings) {
    String url = settings.catalogUrl();
    if (isOnServer(url)) {
      load(POSTGRES_DRIVER);
      return new CatalogAddress(url, false, true);
    }
    String[] parts = url.substring(SQLITE.length()).split("[?]", 2);
    Path file = Path.of(parts[0]);
    SqliteAccess access = SqliteAccess.of(file);
    if (access == SqliteAccess.WRITE) {
      return new CatalogAddress(url, true, true);
    }
    String options = parts.length < 2 ? "" : "&" + parts[1];
    return new CatalogAddress(access.url(file) + options, true, false);
  }

  /** True if connections to it may break. */
  static boolean isOnServer(String url) {
    return !url.startsWith(SQLITE);
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
      properties.put("jdbc.connectTimeout", "10");
      properties.put("jdbc.loginTimeout", "10");
      properties.put("jdbc.socketTimeout", "30");
      properties.put("jdbc.tcpKeepAlive", "true");
    }
    return properties;
  }
}
