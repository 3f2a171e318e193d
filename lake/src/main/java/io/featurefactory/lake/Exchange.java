package io.featurefactory.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A folder of the warehouse for results that are needed for a while, by this process and by tasks
 * on other machines. Safe for several threads; removed with all that is in it when it is closed, or
 * when the process is told to end. What processes that were killed have left goes after two days.
 */
public final class Exchange implements AutoCloseable {
  private static final String FOLDER = "exchange";
  private static final Duration OLD = Duration.ofDays(2);

  private final WarehouseSettings warehouse;
  private final String location;
  private final Thread whenStopped;

  private Exchange(WarehouseSettings warehouse, String location) {
    this.warehouse = warehouse;
    this.location = location;
    this.whenStopped = new Thread(this::removeNow, "exchange");
    Runtime.getRuntime().addShutdownHook(whenStopped);
  }

  /** A new one. */
  public static Exchange open(Warehouse warehouse) {
    WarehouseSettings settings = warehouse.settings();
    String all = LocalFileIO.plain(settings.location()) + "/" + FOLDER;
    Instant old = warehouse.clock().instant().minus(OLD);
    StoredFiles stored = StoredFiles.of(settings);
    stored.inside(all).stream()
        .filter(file -> file.modifiedAt().isBefore(old))
        .forEach(file -> stored.delete(file.location()));
    return new Exchange(settings, all + "/" + UUID.randomUUID());
  }

  /** Where it is. */
  public String location() {
    return location;
  }

  /** Puts a file of this machine there, under its own name; its location. */
  public String put(Path file) {
    String to = location + "/" + file.getFileName();
    if (warehouse.remote()) {
      RemoteFiles.of(warehouse.storage()).upload(file, to);
      return to;
    }
    try {
      Files.createDirectories(Path.of(location));
      Files.copy(file, Path.of(to));
      return to;
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(Path.of(to), e);
    }
  }

  /** The Parquet files in one of its folders, by name. */
  public List<String> files(String folder) {
    return StoredFiles.of(warehouse).inside(location + "/" + folder).stream()
        .map(StoredFiles.Stored::location)
        .filter(file -> file.endsWith(".parquet"))
        .sorted()
        .toList();
  }

  /** Removes a file that was put there. */
  public void removeFile(String name) {
    StoredFiles.of(warehouse).delete(location + "/" + name);
  }

  /** Removes one of its folders with all that is in it. */
  public void remove(String folder) {
    removeAll(location + "/" + folder);
  }

  private void removeAll(String folder) {
    if (warehouse.remote()) {
      RemoteFiles.of(warehouse.storage()).deleteInside(folder);
    } else {
      StagedFiles.deleteFolder(Path.of(folder));
    }
  }

  /** What is still written to meanwhile goes later, as after a kill. */
  private void removeNow() {
    try {
      removeAll(location);
    } catch (RuntimeException e) {
      return;
    }
  }

  @Override
  public void close() {
    removeAll(location);
    try {
      Runtime.getRuntime().removeShutdownHook(whenStopped);
    } catch (IllegalStateException e) {
      return; // the process is ending, and the hook at work
    }
  }
}
