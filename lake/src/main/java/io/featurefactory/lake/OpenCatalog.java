package io.featurefactory.lake;

import io.featurefactory.model.CatalogSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SessionCatalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.rest.HTTPClient;
import org.apache.iceberg.rest.RESTSessionCatalog;
import org.apache.iceberg.rest.auth.AuthSession;

/** A catalog of Iceberg's, as long as it is open. Safe for several threads. */
record OpenCatalog(Catalog tables, SupportsNamespaces namespaces, Closeable closing)
    implements AutoCloseable {
  private static final String GLUE = "org.apache.iceberg.aws.glue.GlueCatalog";

  /** Milliseconds: a network that swallows packets must not hold a command for ever. */
  private static final Map<String, String> REST_LIMITS =
      Map.of(
          "rest.client.connection-timeout-ms", "10000", "rest.client.socket-timeout-ms", "60000");

  /**
   * A catalog of a service, as a project reaches it.
   *
   * @param catalog no database
   */
  static OpenCatalog ofService(CatalogSettings catalog, WarehouseSettings project) {
    return catalog instanceof CatalogSettings.Glue glue
        ? glue(project.project(), glue, project.storage(), project.location())
        : rest(project.project(), (CatalogSettings.Rest) catalog, project.storage());
  }

  /**
   * A service that speaks the REST protocol.
   *
   * @param storage how the files of its tables are reached: what the service says about that does
   *     not count
   */
  private static OpenCatalog rest(
      String name, CatalogSettings.Rest settings, StorageSettings storage) {
    RESTSessionCatalog catalog =
        new RESTSessionCatalog(
            properties ->
                HTTPClient.builder(properties)
                    .uri(properties.get(CatalogProperties.URI))
                    .withAuthSession(AuthSession.EMPTY)
                    .build(),
            (context, properties) -> new LocatedFileIO(storage));
    Map<String, String> properties = new HashMap<>(REST_LIMITS);
    properties.putAll(settings.properties());
    properties.put(CatalogProperties.URI, settings.uri());
    catalog.initialize(name, properties);
    SessionCatalog.SessionContext context = SessionCatalog.SessionContext.createEmpty();
    Catalog tables = catalog.asCatalog(context);
    return new OpenCatalog(tables, (SupportsNamespaces) tables, catalog);
  }

  /**
   * The Data Catalog of AWS Glue.
   *
   * @param warehouse where new tables would be
   */
  private static OpenCatalog glue(
      String name, CatalogSettings.Glue settings, StorageSettings storage, String warehouse) {
    Map<String, String> properties = new HashMap<>(RemoteFiles.properties(storage));
    properties.put(CatalogProperties.FILE_IO_IMPL, RemoteFiles.S3);
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
    properties.putAll(settings.properties());
    return of(CatalogUtil.loadCatalog(GLUE, name, properties, null));
  }

  static OpenCatalog of(Catalog catalog) {
    return new OpenCatalog(catalog, (SupportsNamespaces) catalog, (Closeable) catalog);
  }

  /** True of a service whose answers have no history of a table. */
  boolean isNessie() {
    return closing instanceof RESTSessionCatalog rest
        && "true".equals(rest.properties().get("nessie.is-nessie-catalog"));
  }

  @Override
  public void close() {
    try {
      closing.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
