package io.featurefactory.lake;

import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.OtherTable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the tables are.
 *
 * @param location absolute folder of the tables, or a location such as {@code s3://bucket/prefix}
 * @param catalog which names the tables
 * @param project whose they are
 * @param storage how the location is reached, if it is remote
 * @param others by the names that they have in the namespace {@code lake}
 */
public record WarehouseSettings(
    String location,
    CatalogSettings catalog,
    String project,
    StorageSettings storage,
    Map<String, OtherTable> others) {
  public WarehouseSettings {
    others = Map.copyOf(others);
  }

  /**
   * Of a folder of this machine, with a catalog in a database.
   *
   * @param catalogUrl JDBC URL of the catalog: {@code jdbc:sqlite:/path/catalog.db}, or {@code
   *     jdbc:postgresql://host/database?user=name&password=...}
   */
  public WarehouseSettings(String location, String catalogUrl, String project) {
    this(
        location,
        new CatalogSettings.Database(new DatabaseUrl(catalogUrl), project),
        project,
        StorageSettings.OF_MACHINE,
        Map.of());
  }

  /** True if the tables are not in a folder of this machine. */
  public boolean remote() {
    return RemoteFiles.isRemote(location);
  }

  /** The table of others that has this name here; null if the name is one of the project's own. */
  public @Nullable OtherTable other(TableId id) {
    return id.namespace().equals(TableId.LAKE) ? others.get(id.name()) : null;
  }

  /** Fails if others write the table. */
  public void requireOwn(TableId id) {
    OtherTable other = other(id);
    if (other != null) {
      throw LakeErrors.ofOthers(id, other);
    }
  }

  /** The catalog in messages: without user and password. */
  String catalogPlace() {
    return catalog.place();
  }
}
