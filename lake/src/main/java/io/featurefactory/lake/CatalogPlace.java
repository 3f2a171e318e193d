package io.featurefactory.lake;

import io.featurefactory.model.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Whether the tables of a catalog are in its warehouse. Tables know their files by absolute paths:
 * who works in a copy of a project would write to the original, and remove files there.
 */
final class CatalogPlace {
  private static final String PLACES =
      "SELECT metadata_location FROM iceberg_tables WHERE catalog_name = ?";

  private CatalogPlace() {}

  /** Fails if a table is elsewhere, as the database at the URL says. */
  static void check(WarehouseSettings settings, String url) {
    try (Connection connection = open(url);
        PreparedStatement statement = connection.prepareStatement(PLACES)) {
      statement.setString(1, settings.project());
      try (ResultSet places = statement.executeQuery()) {
        while (places.next()) {
          String place = places.getString(1);
          if (place != null && isElsewhere(settings, place)) {
            throw LakeErrors.tablesElsewhere(settings, place);
          }
        }
      }
    } catch (SQLException e) {
      throw new DatabaseUrl(url).isOnServer()
          ? LakeErrors.catalogFailed(settings, e)
          : LakeErrors.cannotOpenCatalog(settings, e);
    }
  }

  /**
   * Fails if a server has no catalog where a warehouse has tables: a new one would hide them, and
   * runs would begin anew.
   */
  static void requireKnown(WarehouseSettings settings, String url) {
    try (Connection connection = open(url)) {
      if (hasCatalog(connection)) {
        return;
      }
      String table = firstTable(settings);
      // somebody else may have made both at this moment
      if (table != null && !hasCatalog(connection)) {
        throw LakeErrors.catalogMissing(settings, table);
      }
    } catch (SQLException e) {
      throw LakeErrors.catalogFailed(settings, e);
    }
  }

  private static Connection open(String url) throws SQLException {
    Properties properties = new Properties();
    if (new DatabaseUrl(url).isOnServer()) {
      properties.putAll(DatabaseUrl.LIMITS);
    }
    return DriverManager.getConnection(url, properties);
  }

  private static boolean hasCatalog(Connection connection) throws SQLException {
    String[] tables = {"TABLE"};
    try (ResultSet found =
        connection
            .getMetaData()
            .getTables(
                connection.getCatalog(), connection.getSchema(), "iceberg\\_tables", tables)) {
      return found.next();
    }
  }

  /** The metadata of a table in the warehouse; null if there is none. */
  static @Nullable String firstTable(WarehouseSettings settings) {
    return StoredFiles.of(settings).inside(LocalFileIO.plain(settings.location())).stream()
        .map(StoredFiles.Stored::location)
        .filter(location -> location.endsWith(".metadata.json"))
        .findFirst()
        .orElse(null);
  }

  /** A link to the warehouse is as good as its name. */
  private static boolean isElsewhere(WarehouseSettings settings, String place) {
    if (settings.remote() || RemoteFiles.isRemote(place)) {
      return !place.startsWith(settings.location() + "/");
    }
    Path warehouse = LocalFileIO.toPath(settings.location());
    Path file = LocalFileIO.toPath(place);
    if (file.startsWith(warehouse)) {
      return false;
    }
    Path realWarehouse = real(warehouse);
    Path realFile = real(file);
    return realWarehouse == null || realFile == null || !realFile.startsWith(realWarehouse);
  }

  /** Null if there is nothing. */
  private static @Nullable Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return null;
    }
  }
}
