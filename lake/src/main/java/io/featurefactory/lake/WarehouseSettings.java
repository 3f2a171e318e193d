package io.featurefactory.lake;

/**
 * Where the tables are.
 *
 * @param location absolute folder of the tables
 * @param catalogUrl JDBC URL of the catalog: {@code jdbc:sqlite:/path/catalog.db}
 * @param project name under which the catalog keeps the tables
 */
public record WarehouseSettings(String location, String catalogUrl, String project) {}
