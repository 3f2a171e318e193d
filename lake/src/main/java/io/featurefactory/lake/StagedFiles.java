package io.featurefactory.lake;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Files that were written and that no table knows yet. */
final class StagedFiles {
  private StagedFiles() {}

  /**
   * A folder for files that a table is to get: inside of the table's, so that nothing is copied; on
   * this machine, if that is remote. It need not exist.
   */
  static Path newFolder(Warehouse warehouse, TableId id, KernelSession session) {
    return warehouse.settings().remote()
        ? session.copies().newFolder()
        : Path.of(warehouse.dataFolder(id)).resolve(UUID.randomUUID().toString());
  }

  /** Puts files and the names of new ones on disk, so that a commit never outlives its files. */
  static void sync(List<LakeFile> files) {
    Set<Path> folders = new HashSet<>();
    for (LakeFile file : files) {
      if (RemoteFiles.isRemote(file.path())) {
        continue; // what was uploaded is stored
      }
      Path path = Path.of(file.path());
      force(path, StandardOpenOption.WRITE);
      for (Path up = path.getParent(); up != null && folders.size() < 10_000; up = up.getParent()) {
        if (!folders.add(up)) {
          break;
        }
      }
    }
    folders.stream().filter(folder -> folder.getNameCount() > 2).forEach(StagedFiles::forceFolder);
  }

  static void delete(LakeFile file) {
    try {
      Files.deleteIfExists(Path.of(file.path()));
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(Path.of(file.path()), e);
    }
  }

  /** Removes a folder with all that is in it. */
  static void deleteFolder(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(folder, e);
    }
  }

  private static void force(Path path, StandardOpenOption how) {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(false);
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(path, e);
    }
  }

  /** Folders cannot be forced on every system; where they cannot, names are safe anyway. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(false);
    } catch (IOException e) {
      return;
    }
  }
}
