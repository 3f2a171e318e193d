package io.featurefactory.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the tables of a catalog are in its warehouse. Tables know their files by absolute paths:
 * who works in a copy of a project would write to the original, and remove files there.
 */
final class CatalogPlace {
  private static final String PLACES =
      "SELECT metadata_location FROM iceberg_tables WHERE catalog_name = ?";

  private CatalogPlace() {}

  /**
   * Fails if a table is elsewhere, as the database at the URL says, or if a server knows no table
   * of a warehouse that has some: a catalog that was lost would hide them, and runs begin anew.
   */
  static void check(WarehouseSettings settings, String url) {
    try (Connection connection = DriverManager.getConnection(url)) {
      boolean empty = places(connection, settings).isEmpty();
      if (empty && CatalogAddress.isOnServer(url)) {
        String table = firstTable(settings);
        // somebody may be making the first one at this moment
        if (table != null && places(connection, settings).isEmpty()) {
          throw LakeErrors.catalogMissing(settings, table);
        }
      }
    } catch (SQLException e) {
      throw CatalogAddress.isOnServer(settings.catalogUrl())
          ? LakeErrors.catalogFailed(settings, e)
          : LakeErrors.cannotOpenCatalog(settings, e);
    }
  }

  /** Where the tables are, all of them inside the warehouse. */
  private static List<String> places(Connection connection, WarehouseSettings settings)
      throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(PLACES)) {
      statement.setString(1, settings.project());
      try (ResultSet places = statement.executeQuery()) {
        while (places.next()) {
          String place = places.getString(1);
          if (place != null && isElsewhere(settings, place)) {
            throw LakeErrors.tablesElsewhere(settings, place);
          }
          found.add(String.valueOf(place));
        }
      }
    }
    return found;
  }

  /** The metadata of a table in the warehouse; null if there is none. */
  private static @Nullable String firstTable(WarehouseSettings settings) {
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
