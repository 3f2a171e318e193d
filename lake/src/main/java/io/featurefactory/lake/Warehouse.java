package io.featurefactory.lake;

import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.OtherTable;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.util.ThreadPools;
import org.jspecify.annotations.Nullable;

/**
 * The Iceberg tables of a project, which a catalog names, and those of others that it reads.
 *
 * <p>Safe for several threads and processes at once. Closing it closes the catalogs' connections;
 * tables that were loaded from it must not be used afterwards.
 */
public final class Warehouse implements AutoCloseable {
  private final WarehouseSettings settings;
  private final Clock clock;
  private final OpenCatalog catalog;
  private final OtherTables others;

  private Warehouse(WarehouseSettings settings, Clock clock, OpenCatalog catalog) {
    this.settings = settings;
    this.clock = clock;
    this.catalog = catalog;
    this.others = new OtherTables(settings);
  }

  /**
   * Opens the warehouse; makes what the catalog lacks. Where this process may not write the
   * catalog, it can be read.
   */
  public static Warehouse open(WarehouseSettings settings, Clock clock) {
    // its threads cannot be made any more when the process ends, and a last commit needs them
    Object ignored = ThreadPools.getWorkerPool();
    OpenCatalog catalog =
        settings.catalog() instanceof CatalogSettings.Database database
            ? DatabaseCatalogs.own(settings, database)
            : ServiceCatalogs.own(settings);
    return new Warehouse(settings, clock, catalog);
  }

  /** The clock of everything that happens in this warehouse. */
  public Clock clock() {
    return clock;
  }

  /** Where the tables are. */
  public WarehouseSettings settings() {
    return settings;
  }

  /** The table; null if there is none. One of others is there, or an error says that it is not. */
  public @Nullable LakeTable findTable(TableId id) {
    OtherTable other = settings.other(id);
    if (other != null) {
      return new LakeTable(id, others.load(other), settings, clock);
    }
    return LakeFailures.inCatalog(
        settings,
        "table " + id,
        () -> {
          try {
            BaseTable table = (BaseTable) catalog.tables().loadTable(identifier(id));
            if (isService()) {
              requireHistory(table);
            }
            return new LakeTable(id, table, settings, clock);
          } catch (NoSuchTableException e) {
            return null;
          }
        });
  }

  /** The table; an error that names the tables that exist if there is none. */
  public LakeTable loadTable(TableId id) {
    LakeTable table = findTable(id);
    if (table == null) {
      throw LakeErrors.noTable(id, tables(id.namespace()));
    }
    return table;
  }

  /** Makes the table; null, and nothing happens, if there is one of its name. */
  public @Nullable LakeTable createNewTable(TableSpec spec) {
    if (findTable(spec.id()) != null) {
      return null;
    }
    return LakeFailures.inCatalog(
        settings,
        "table " + spec.id(),
        () -> {
          try {
            return create(spec);
          } catch (AlreadyExistsException e) {
            return null; // somebody else was faster
          }
        });
  }

  /** Makes the table; if it exists already it stays as it is. */
  public LakeTable createTable(TableSpec spec) {
    LakeTable existing = findTable(spec.id());
    if (existing != null) {
      return existing;
    }
    LakeTable created = createNewTable(spec);
    return created == null ? loadTable(spec.id()) : created;
  }

  private LakeTable create(TableSpec spec) {
    Schema schema = IcebergTypes.schema(spec.columns());
    Map<String, String> properties = new TreeMap<>(spec.properties());
    properties.put(TableProperties.FORMAT_VERSION, "2");
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "5");
    properties.put(TableProperties.COMMIT_NUM_RETRIES, "50");
    properties.put(TableProperties.COMMIT_MIN_RETRY_WAIT_MS, "20");
    properties.put(TableProperties.COMMIT_MAX_RETRY_WAIT_MS, "2000");
    TableIdentifier name = identifier(spec.id());
    Catalog.TableBuilder builder =
        catalog
            .tables()
            .buildTable(name, schema)
            .withPartitionSpec(partitionSpec(schema, spec.partitioning()))
            .withProperties(properties);
    if (isService()) {
      makeNamespace(name.namespace());
      // what a service may ignore: then its own choice counts
      builder.withLocation(folder(spec.id()));
    }
    Table created = builder.create();
    return new LakeTable(spec.id(), (BaseTable) created, settings, clock);
  }

  private void requireHistory(Table table) {
    Snapshot newest = table.currentSnapshot();
    if (newest != null && newest.parentId() == null && newest.sequenceNumber() > 1) {
      throw LakeErrors.noHistory(
          settings,
          "snapshot %d of %s follows none".formatted(newest.sequenceNumber(), table.name()));
    }
  }

  private boolean isService() {
    return !(settings.catalog() instanceof CatalogSettings.Database);
  }

  private void makeNamespace(Namespace namespace) {
    if (catalog.namespaces().namespaceExists(namespace)) {
      return;
    }
    try {
      catalog.namespaces().createNamespace(namespace, ServiceCatalogs.metadata(settings));
    } catch (AlreadyExistsException e) {
      return; // somebody else was faster
    }
  }

  /**
   * Adds the columns and nested fields that the table lacks; those that it has must have the same
   * type.
   */
  public LakeTable addColumns(TableId id, List<ColumnSpec> columns) {
    LakeTable table = loadTable(id);
    table.requireOwn();
    SchemaEvolution.add(table, columns);
    return table;
  }

  /** Removes the table and its files; false if there was none. */
  public boolean dropTable(TableId id) {
    LakeTable table = findTable(id);
    if (table == null) {
      return false;
    }
    table.requireOwn();
    return LakeFailures.inCatalog(settings, "table " + id, () -> drop(table));
  }

  /** Not all services remove files for others; who drops a table twice at once removes nothing. */
  private boolean drop(LakeTable table) {
    TableMetadata metadata = table.iceberg().operations().current();
    boolean dropped = catalog.tables().dropTable(identifier(table.id()), false);
    if (dropped) {
      CatalogUtil.dropTableData(table.iceberg().io(), metadata);
    }
    return dropped;
  }

  /** The tables of a namespace, by name. */
  public List<TableId> tables(String namespace) {
    Set<TableId> tables =
        new TreeSet<>(
            LakeFailures.inCatalog(
                settings, "the tables of " + namespace, () -> ownTables(namespace)));
    if (namespace.equals(TableId.LAKE)) {
      settings.others().keySet().forEach(name -> tables.add(TableId.lake(name)));
    }
    return List.copyOf(tables);
  }

  private List<TableId> ownTables(String name) {
    Namespace namespace = namespace(name);
    return catalog.namespaces().namespaceExists(namespace)
        ? catalog.tables().listTables(namespace).stream()
            .map(identifier -> new TableId(name, identifier.name()))
            .toList()
        : List.of();
  }

  /**
   * The folder of the data files of a table that is made with the warehouse's own location, in a
   * folder of this machine.
   */
  String dataFolder(TableId id) {
    return LocalFileIO.plain(folder(id)) + "/data";
  }

  private String folder(TableId id) {
    return settings.location() + "/" + id.namespace() + "/" + id.name();
  }

  @Override
  public void close() {
    others.close();
    catalog.close();
  }

  private TableIdentifier identifier(TableId id) {
    return TableIdentifier.of(namespace(id.namespace()), id.name());
  }

  private Namespace namespace(String name) {
    return Namespace.of(isService() ? ServiceCatalogs.prefix(settings) + name : name);
  }

  private static PartitionSpec partitionSpec(Schema schema, Partitioning partitioning) {
    PartitionSpec.Builder builder = PartitionSpec.builderFor(schema);
    if (partitioning instanceof Partitioning.Day day) {
      builder.day(day.column());
    } else if (partitioning instanceof Partitioning.Identity identity) {
      identity.columns().forEach(builder::identity);
    }
    return builder.build();
  }
}
