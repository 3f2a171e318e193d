package io.featurefactory.lake;

import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.FactoryException;
import org.apache.iceberg.catalog.Namespace;

/** Opens a project's catalog where that is a service: REST, or AWS Glue. */
final class ServiceCatalogs {
  private ServiceCatalogs() {}

  /**
   * Opens it.
   *
   * @throws FactoryException EXTERNAL if it has none of the project's namespaces where the
   *     warehouse has tables: new ones would hide them, and runs would begin anew
   */
  static OpenCatalog own(WarehouseSettings settings) {
    return LakeFailures.inCatalog(
        settings,
        "the catalog",
        () -> {
          OpenCatalog catalog = open(settings);
          boolean known =
              catalog.namespaces().listNamespaces().stream()
                  .anyMatch(namespace -> isOf(settings, namespace));
          String table = known ? null : CatalogPlace.firstTable(settings);
          if (table != null) {
            catalog.close();
            throw LakeErrors.catalogMissing(settings, table);
          }
          return catalog;
        });
  }

  private static OpenCatalog open(WarehouseSettings settings) {
    return settings.catalog() instanceof CatalogSettings.Glue glue
        ? OpenCatalog.glue(settings.project(), glue, settings.storage(), settings.location())
        : OpenCatalog.rest(
            settings.project(), (CatalogSettings.Rest) settings.catalog(), settings.storage());
  }

  private static boolean isOf(WarehouseSettings settings, Namespace namespace) {
    return namespace.toString().startsWith(prefix(settings));
  }

  /** In front of the project's namespaces, since a service has those of everybody. */
  static String prefix(WarehouseSettings settings) {
    return settings.project() + "_";
  }
}
