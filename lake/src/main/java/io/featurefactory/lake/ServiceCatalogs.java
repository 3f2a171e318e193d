package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.ValidationException;

/** Opens a project's catalog where that is a service: REST, or AWS Glue. */
final class ServiceCatalogs {
  /** Of a namespace: the warehouse whose tables it has. */
  private static final String OWNER = "ff.warehouse";

  /** Behind the prefix; {@code shop_b_lake} is none of {@code shop}. */
  private static final Set<String> NAMESPACES =
      Set.of(TableId.LAKE, "sources", "tiles", "log", "state", "ops", "served", "served_views");

  private ServiceCatalogs() {}

  /**
   * Opens it.
   *
   * @throws FactoryException if it has none of the project's namespaces where the warehouse has
   *     tables: new ones would hide them, and runs would begin anew; and if it has those of another
   *     project of this name
   */
  static OpenCatalog own(WarehouseSettings settings) {
    OpenCatalog catalog = LakeFailures.inCatalog(settings, "the catalog", () -> open(settings));
    try {
      LakeFailures.inCatalog(settings, "the catalog", () -> check(settings, catalog));
      return catalog;
    } catch (RuntimeException e) {
      catalog.close();
      throw e;
    }
  }

  private static OpenCatalog open(WarehouseSettings settings) {
    try {
      return OpenCatalog.ofService(settings.catalog(), settings);
    } catch (IllegalArgumentException | ValidationException e) {
      throw LakeErrors.badSettings(settings, e);
    }
  }

  private static OpenCatalog check(WarehouseSettings settings, OpenCatalog catalog) {
    if (catalog.isNessie()) {
      throw LakeErrors.noHistory(settings, "it is Nessie, which tells the newest snapshot only");
    }
    for (Namespace namespace : catalog.namespaces().listNamespaces()) {
      if (isOf(settings, namespace)) {
        requireOwner(settings, catalog.namespaces().loadNamespaceMetadata(namespace));
        return catalog;
      }
    }
    String table = CatalogPlace.firstTable(settings);
    if (table != null) {
      throw LakeErrors.catalogMissing(settings, table);
    }
    return catalog;
  }

  private static void requireOwner(WarehouseSettings settings, Map<String, String> metadata) {
    String owner = metadata.get(OWNER);
    if (owner != null && !owner.equals(settings.location())) {
      throw LakeErrors.ofAnotherProject(settings, owner);
    }
  }

  private static boolean isOf(WarehouseSettings settings, Namespace namespace) {
    String name = namespace.toString();
    return name.startsWith(prefix(settings))
        && NAMESPACES.contains(name.substring(prefix(settings).length()));
  }

  /** In front of the project's namespaces, since a service has those of everybody. */
  static String prefix(WarehouseSettings settings) {
    return settings.project() + "_";
  }

  /** What a new namespace of the project is told. */
  static Map<String, String> metadata(WarehouseSettings settings) {
    return Collections.singletonMap(OWNER, settings.location()); // Iceberg asks it for null
  }
}
