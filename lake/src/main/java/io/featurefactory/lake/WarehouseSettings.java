package io.featurefactory.lake;

import io.featurefactory.model.DatabaseUrl;

/**
 * Where the tables are.
 *
 * @param location absolute folder of the tables, or a location such as {@code s3://bucket/prefix}
 * @param catalogUrl JDBC URL of the catalog: {@code jdbc:sqlite:/path/catalog.db}, or {@code
 *     jdbc:postgresql://host/database?user=name&password=...}
 * @param project name under which the catalog keeps the tables
 * @param storage how the location is reached, if it is remote
 */
public record WarehouseSettings(
    String location, String catalogUrl, String project, StorageSettings storage) {
  /** Of a folder of this machine. */
  public WarehouseSettings(String location, String catalogUrl, String project) {
    this(location, catalogUrl, project, StorageSettings.OF_MACHINE);
  }

  DatabaseUrl catalog() {
    return new DatabaseUrl(catalogUrl);
  }

  /** The catalog in messages: without user and password. */
  String catalogPlace() {
    return catalog().place();
  }

  /** True if the tables are not in a folder of this machine. */
  public boolean remote() {
    return RemoteFiles.isRemote(location);
  }
}
