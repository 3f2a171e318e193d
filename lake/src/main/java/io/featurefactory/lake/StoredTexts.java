package io.featurefactory.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Small texts in a folder of a warehouse, beside its tables. Each is written and read as a whole;
 * who reads sees the text before or the one after. Safe for several threads and processes.
 */
public final class StoredTexts {
  private final String folder;
  private final WarehouseSettings warehouse;

  /**
   * Those of a folder.
   *
   * @param folder its path in the warehouse; made when it is needed
   */
  public StoredTexts(WarehouseSettings warehouse, String folder) {
    this.warehouse = warehouse;
    this.folder = LocalFileIO.plain(warehouse.location()) + "/" + folder;
  }

  /** Where they are. */
  public String location() {
    return folder;
  }

  /** Writes a text, in place of the one of that name. */
  public void put(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String location = folder + "/" + name;
    if (!warehouse.remote()) {
      write(Path.of(location), bytes);
      return;
    }
    try (OutputStream out =
        RemoteFiles.of(warehouse.storage()).io().newOutputFile(location).createOrOverwrite()) {
      out.write(bytes);
    } catch (IOException e) {
      throw LakeErrors.storeFailed(location, e);
    } catch (RuntimeException e) {
      throw LakeFailures.of(location, e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(fresh.getParent());
      Files.write(fresh, bytes);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(file, e);
    }
  }

  /** The text of that name; null if there is none. */
  public @Nullable String find(String name) {
    String location = folder + "/" + name;
    try (InputStream in =
        warehouse.remote()
            ? RemoteFiles.of(warehouse.storage()).io().newInputFile(location).newStream()
            : Files.newInputStream(Path.of(location))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (NotFoundException | NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw LakeErrors.storeFailed(location, e);
    } catch (RuntimeException e) {
      throw LakeFailures.of(location, e);
    }
  }

  /** When each text was written last, by its name; with those in folders below. */
  public Map<String, Instant> times() {
    Map<String, Instant> times = new TreeMap<>();
    StoredFiles.of(warehouse)
        .inside(folder)
        .forEach(
            file -> times.put(file.location().substring(folder.length() + 1), file.modifiedAt()));
    return times;
  }

  /** Removes a text if it is there. */
  public void remove(String name) {
    StoredFiles.of(warehouse).delete(folder + "/" + name);
  }
}
