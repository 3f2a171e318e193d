package io.featurefactory.lake;

import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.OtherTable;
import io.featurefactory.model.Suggestions;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * Iceberg tables that others write, in catalogs that are opened when the first of their tables is
 * asked for. Safe for several threads.
 */
final class OtherTables implements AutoCloseable {
  /** What {@link RemoteFiles} and {@link LocalFileIO} read. */
  private static final String READABLE = "(s3|s3a|s3n)://.*|file:.*|/.*";

  private final WarehouseSettings settings;
  private final Map<CatalogSettings, OpenCatalog> open = new HashMap<>();

  OtherTables(WarehouseSettings settings) {
    this.settings = settings;
  }

  /** The table; an error that says what there is instead if it is not there. */
  BaseTable load(OtherTable other) {
    return LakeFailures.inOther(other, () -> loadFrom(catalog(other), other));
  }

  private BaseTable loadFrom(OpenCatalog catalog, OtherTable other) {
    Namespace namespace = Namespace.of(other.namespace().toArray(String[]::new));
    try {
      BaseTable table =
          (BaseTable) catalog.tables().loadTable(TableIdentifier.of(namespace, other.table()));
      requireReadable(other, table);
      return table;
    } catch (NoSuchTableException e) {
      throw LakeErrors.noOtherTable(other, suggestion(catalog, namespace, other));
    } catch (IllegalArgumentException | ValidationException e) {
      throw LakeErrors.noSuchName(other, e);
    }
  }

  private static void requireReadable(OtherTable other, BaseTable table) {
    if (!table.location().matches(READABLE)) {
      throw LakeErrors.otherUnreadable(other, table.location());
    }
    // its files have no ids of fields, and need not have the columns of partitions
    if (table.properties().containsKey(TableProperties.DEFAULT_NAME_MAPPING)) {
      throw LakeErrors.otherHasAddedFiles(other);
    }
    Map<String, String> names = new HashMap<>();
    for (Types.NestedField column : table.schema().columns()) {
      String first = names.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column.name());
      if (first != null) {
        throw LakeErrors.otherHasNamesTwice(other, first, column.name());
      }
    }
    for (Types.NestedField field : TypeUtil.indexById(table.schema().asStruct()).values()) {
      if (field.initialDefault() != null) {
        throw LakeErrors.otherHasDefaults(other, field.name());
      }
    }
  }

  /** What may be meant; empty if there is nothing like it. */
  private static String suggestion(OpenCatalog catalog, Namespace namespace, OtherTable other) {
    if (!catalog.namespaces().namespaceExists(namespace)) {
      List<String> names =
          catalog.namespaces().listNamespaces().stream().map(Namespace::toString).toList();
      return Suggestions.of(namespace.toString(), names);
    }
    try {
      List<String> names =
          catalog.tables().listTables(namespace).stream().map(TableIdentifier::name).toList();
      return Suggestions.of(other.table(), names);
    } catch (NoSuchNamespaceException e) {
      return ""; // it has just gone
    }
  }

  private synchronized OpenCatalog catalog(OtherTable other) {
    if (other.catalog() instanceof CatalogSettings.Database database
        && database.url().isFile()
        && !Files.exists(database.url().file())) {
      throw LakeErrors.otherCatalogMissing(other); // the driver would make an empty one
    }
    return open.computeIfAbsent(other.catalog(), this::open);
  }

  private OpenCatalog open(CatalogSettings catalog) {
    return catalog instanceof CatalogSettings.Database database
        ? DatabaseCatalogs.other(database, settings.storage())
        : OpenCatalog.ofService(catalog, settings);
  }

  @Override
  public synchronized void close() {
    open.values().forEach(OpenCatalog::close);
    open.clear();
  }
}
