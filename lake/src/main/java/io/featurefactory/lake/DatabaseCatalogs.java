package io.featurefactory.lake;

import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;

/** Opens Iceberg's JDBC catalogs, in files of SQLite and in PostgreSQL. */
final class DatabaseCatalogs {
  private static final int ATTEMPTS = 3;

  private DatabaseCatalogs() {}

  /**
   * That of a project; its tables are made when they are missing. Where this process may not write
   * the catalog, it can be read.
   */
  static OpenCatalog own(WarehouseSettings settings, CatalogSettings.Database database) {
    requireCatalogOfTables(settings, database.url());
    CatalogAddress address = CatalogAddress.of(database.url());
    if (database.url().isOnServer()) {
      CatalogPlace.requireKnown(settings, address.url());
    }
    JdbcCatalog catalog;
    try {
      catalog = open(database, address, settings, 1);
    } catch (RuntimeException e) {
      FactoryException failure = LakeFailures.ofCatalog(settings, e);
      throw failure == null ? LakeErrors.cannotOpenCatalog(settings, e) : failure;
    }
    CatalogPlace.check(settings, address.url());
    return OpenCatalog.of(catalog);
  }

  /** One of others, as it is. */
  static OpenCatalog other(CatalogSettings.Database database, StorageSettings storage) {
    CatalogAddress address = CatalogAddress.of(database.url()).toRead();
    return OpenCatalog.of(open(database, address, storage, "none", false));
  }

  /** Tried again if another process makes the same tables at this moment. */
  private static JdbcCatalog open(
      CatalogSettings.Database database,
      CatalogAddress address,
      WarehouseSettings settings,
      int attempt) {
    try {
      return open(database, address, settings.storage(), settings.location(), true);
    } catch (RuntimeException e) {
      if (attempt == ATTEMPTS || !LakeFailures.isMadeByAnother(e)) {
        throw e;
      }
      return open(database, address, settings, attempt + 1);
    }
  }

  private static JdbcCatalog open(
      CatalogSettings.Database database,
      CatalogAddress address,
      StorageSettings storage,
      String warehouse,
      boolean makeTables) {
    Map<String, String> properties = new HashMap<>(address.properties());
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
    properties.put(CatalogProperties.URI, address.url());
    properties.put(CatalogProperties.CLIENT_POOL_SIZE, "1");
    if (makeTables) {
      properties.put("jdbc.schema-version", "V1");
    }
    JdbcCatalog catalog =
        new JdbcCatalog(
            unused -> new LocatedFileIO(storage), p -> pool(address.url(), p), makeTables);
    catalog.initialize(database.name(), properties);
    return catalog;
  }

  private static JdbcClientPool pool(String url, Map<String, String> properties) {
    return new DatabaseUrl(url).isOnServer()
        ? new CatalogConnections(url, properties)
        : new JdbcClientPool(url, properties);
  }

  /** A new catalog for tables that are there would hide them, and runs would begin anew. */
  private static void requireCatalogOfTables(WarehouseSettings settings, DatabaseUrl url) {
    if (settings.remote()) {
      return;
    }
    Path warehouse = Path.of(LocalFileIO.plain(settings.location()));
    if (!url.isFile() || !Files.isDirectory(warehouse)) {
      return;
    }
    Path catalog = url.file();
    if (Stream.of("", "-wal").anyMatch(end -> Path.of(catalog + end).toFile().length() > 0)) {
      return;
    }
    try (Stream<Path> files = Files.find(warehouse, 4, (f, a) -> isTableMetadata(f))) {
      files
          .findFirst()
          .ifPresent(
              found -> {
                throw LakeErrors.catalogMissing(settings, found.toString());
              });
    } catch (IOException e) {
      throw LakeErrors.cannotOpenCatalog(settings, e);
    }
  }

  private static boolean isTableMetadata(Path file) {
    return file.getFileName().toString().endsWith(".metadata.json");
  }
}
