package io.featurefactory.lake;

import io.featurefactory.model.SqliteAccess;
import java.nio.file.Path;

/**
 * Where and how the catalog's database is opened.
 *
 * @param url for the driver
 * @param writable false if this process may only read it
 */
record CatalogAddress(String url, boolean sqlite, boolean writable) {
  private static final String SQLITE = "jdbc:sqlite:";

  /** As the settings say; a file of SQLite as its permissions allow. */
  static CatalogAddress of(WarehouseSettings settings) {
    String url = settings.catalogUrl();
    if (!url.startsWith(SQLITE)) {
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
}
