package io.featurefactory.lake;

import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.apache.iceberg.util.ThreadPools;
import org.jspecify.annotations.Nullable;

/**
 * The Iceberg tables of a project: a catalog in a SQL database and files in a folder.
 *
 * <p>Safe for several threads and processes at once. Closing it closes the catalog's connections;
 * tables that were loaded from it must not be used afterwards.
 */
public final class Warehouse implements AutoCloseable {
  private static final int ATTEMPTS = 3;

  private final WarehouseSettings settings;
  private final Clock clock;
  private final JdbcCatalog catalog;

  private Warehouse(WarehouseSettings settings, Clock clock, JdbcCatalog catalog) {
    this.settings = settings;
    this.clock = clock;
    this.catalog = catalog;
  }

  /**
   * Opens the warehouse; makes the catalog's tables when they are missing. Where this process may
   * not write the catalog, it can be read.
   */
  public static Warehouse open(WarehouseSettings settings, Clock clock) {
    requireCatalogOfTables(settings);
    // its threads cannot be made any more when the process ends, and a last commit needs them
    Object ignored = ThreadPools.getWorkerPool();
    CatalogAddress address = CatalogAddress.of(settings);
    if (settings.catalog().isOnServer()) {
      CatalogPlace.requireKnown(settings, address.url());
    }
    Map<String, String> properties = new HashMap<>();
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, settings.location());
    properties.put(CatalogProperties.URI, address.url());
    properties.put(CatalogProperties.CLIENT_POOL_SIZE, "1");
    properties.put("jdbc.schema-version", "V1");
    properties.putAll(address.properties());
    JdbcCatalog catalog;
    try {
      catalog = catalog(settings, properties, 1);
    } catch (RuntimeException e) {
      FactoryException failure = LakeFailures.ofCatalog(settings, e);
      throw failure == null ? LakeErrors.cannotOpenCatalog(settings, e) : failure;
    }
    CatalogPlace.check(settings, address.url());
    return new Warehouse(settings, clock, catalog);
  }

  /** Tried again if another process makes the same tables at this moment. */
  private static JdbcCatalog catalog(
      WarehouseSettings settings, Map<String, String> properties, int attempt) {
    JdbcCatalog catalog =
        new JdbcCatalog(
            p -> settings.remote() ? RemoteFiles.of(settings.storage()).io() : new LocalFileIO(),
            p -> pool(Objects.requireNonNull(properties.get(CatalogProperties.URI)), p),
            true);
    try {
      catalog.initialize(settings.project(), properties);
      return catalog;
    } catch (RuntimeException e) {
      if (attempt == ATTEMPTS || !LakeFailures.isMadeByAnother(e)) {
        throw e;
      }
      return catalog(settings, properties, attempt + 1);
    }
  }

  private static JdbcClientPool pool(String url, Map<String, String> properties) {
    return new DatabaseUrl(url).isOnServer()
        ? new CatalogConnections(url, properties)
        : new JdbcClientPool(url, properties);
  }

  /** A new catalog for tables that are there would hide them, and runs would begin anew. */
  private static void requireCatalogOfTables(WarehouseSettings settings) {
    if (settings.remote()) {
      return;
    }
    Path warehouse = Path.of(LocalFileIO.plain(settings.location()));
    if (!settings.catalog().isFile() || !Files.isDirectory(warehouse)) {
      return;
    }
    Path catalog = settings.catalog().file();
    if (Stream.of("", "-wal").anyMatch(end -> Path.of(catalog + end).toFile().length() > 0)) {
      return;
    }
    try (Stream<Path> files = Files.find(warehouse, 4, (f, a) -> isTableMetadata(f))) {
      files
          .findFirst()
          .ifPresent(
              found -> {
                throw LakeErrors.catalogMissing(settings, found.toString());
              });
    } catch (IOException e) {
      throw LakeErrors.cannotOpenCatalog(settings, e);
    }
  }

  private static boolean isTableMetadata(Path file) {
    return file.getFileName().toString().endsWith(".metadata.json");
  }

  /** The clock of everything that happens in this warehouse. */
  public Clock clock() {
    return clock;
  }

  /** Where the tables are. */
  public WarehouseSettings settings() {
    return settings;
  }

  /** The table; null if there is none. */
  public @Nullable LakeTable findTable(TableId id) {
    return LakeFailures.inCatalog(
        settings,
        "table " + id,
        () -> {
          try {
            BaseTable table = (BaseTable) catalog.loadTable(identifier(id));
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
    Table created =
        catalog
            .buildTable(identifier(spec.id()), schema)
            .withPartitionSpec(partitionSpec(schema, spec.partitioning()))
            .withProperties(properties)
            .create();
    return new LakeTable(spec.id(), (BaseTable) created, settings, clock);
  }

  /**
   * Adds the columns and nested fields that the table lacks; those that it has must have the same
   * type.
   */
  public LakeTable addColumns(TableId id, List<ColumnSpec> columns) {
    LakeTable table = loadTable(id);
    SchemaEvolution.add(table, columns);
    return table;
  }

  /** Removes the table and its files; false if there was none. */
  public boolean dropTable(TableId id) {
    return LakeFailures.inCatalog(
        settings, "table " + id, () -> catalog.dropTable(identifier(id), true));
  }

  /** The tables of a namespace, by name. */
  public List<TableId> tables(String namespace) {
    return LakeFailures.inCatalog(
        settings,
        "the tables of " + namespace,
        () ->
            catalog.namespaceExists(Namespace.of(namespace))
                ? catalog.listTables(Namespace.of(namespace)).stream()
                    .map(identifier -> new TableId(namespace, identifier.name()))
                    .sorted()
                    .toList()
                : List.of());
  }

  /** The folder of the data files of a table that is made with the warehouse's own location. */
  String dataFolder(TableId id) {
    return LocalFileIO.plain(settings.location())
        + "/"
        + id.namespace()
        + "/"
        + id.name()
        + "/data";
  }

  @Override
  public void close() {
    catalog.close();
  }

  private static TableIdentifier identifier(TableId id) {
    return TableIdentifier.of(Namespace.of(id.namespace()), id.name());
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
