package io.featurefactory.cli.project;

import io.featurefactory.definitions.FactorySettings.Engine;
import io.featurefactory.definitions.FactorySettings.KafkaSettings;
import io.featurefactory.definitions.FactorySettings.OnlineSettings;
import io.featurefactory.definitions.FactorySettings.ServingSettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.lake.StorageSettings;
import io.featurefactory.lake.WarehouseSettings;
import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.OtherTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of a project is; paths are absolute.
 *
 * @param folder with factory.yaml
 * @param warehouse folder of the tables, or where else they are: {@code s3://bucket/prefix}
 * @param storage how the warehouse is reached, if it is not a folder
 * @param catalog which names the tables
 * @param others tables that others write, by their names in the lake
 * @param registryUrl JDBC URL of the registry
 * @param publishDelay assumed for history that was never served
 * @param lease how long a view stays with a process that gives no sign of life any more
 * @param maxBadRows of an imported file
 * @param memoryBytes of the kernel; null for its own choice
 * @param threads of the kernel; null for all cores
 * @param engine who schedules tasks
 * @param spark the Spark that does, if the engine is Spark
 * @param online stores by name; those in a folder have an absolute path
 * @param kafka clusters by name
 * @param serving which answers are logged, and which rows stay in memory
 */
public record ProjectSettings(
    String project,
    Path folder,
    String warehouse,
    StorageSettings storage,
    CatalogSettings catalog,
    Map<String, OtherTable> others,
    String registryUrl,
    Duration publishDelay,
    Duration lease,
    long maxBadRows,
    @Nullable Long memoryBytes,
    @Nullable Integer threads,
    Engine engine,
    SparkSettings spark,
    Map<String, OnlineSettings> online,
    Map<String, KafkaSettings> kafka,
    ServingSettings serving) {
  public ProjectSettings {
    others = Map.copyOf(others);
    online = Map.copyOf(online);
    kafka = Map.copyOf(kafka);
  }

  private static final long BACKGROUND_MEMORY = 256L << 20;

  /** The same for work beside lookups: the kernel has one thread and little memory. */
  public ProjectSettings inBackground() {
    return new ProjectSettings(
        project,
        folder,
        warehouse,
        storage,
        catalog,
        others,
        registryUrl,
        publishDelay,
        lease,
        maxBadRows,
        BACKGROUND_MEMORY,
        1,
        Engine.LOCAL,
        spark,
        online,
        kafka,
        serving);
  }

  /** True if the tables are not in a folder of this machine. */
  public boolean remoteWarehouse() {
    return warehouseSettings().remote();
  }

  /** True if there may be tables. */
  public boolean hasWarehouse() {
    return remoteWarehouse() || Files.exists(Path.of(warehouse));
  }

  /** The tables, for who opens them. */
  public WarehouseSettings warehouseSettings() {
    return new WarehouseSettings(warehouse, catalog, project, storage, others);
  }

  /** Where faults, spilled data and the like go. */
  public Path state() {
    return folder.resolve(".factory");
  }
}
