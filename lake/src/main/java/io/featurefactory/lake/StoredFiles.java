package io.featurefactory.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What is stored in the folders of a warehouse, whether a table knows it or not. */
interface StoredFiles {
  /** A file, under the name that tables know it by. */
  record Stored(String location, Instant modifiedAt) {}

  /** The files in a folder and in those below; none if it is not there. */
  List<Stored> inside(String folder);

  /** Removes a file if it is there. */
  void delete(String location);

  static StoredFiles of(WarehouseSettings settings) {
    return settings.remote() ? new InStore(RemoteFiles.of(settings.storage())) : new InFolder();
  }

  /** In an object store. */
  record InStore(RemoteFiles files) implements StoredFiles {
    @Override
    public List<Stored> inside(String folder) {
      return files.inside(folder).stream()
          .map(file -> new Stored(file.location(), Instant.ofEpochMilli(file.createdAtMillis())))
          .toList();
    }

    @Override
    public void delete(String location) {
      files.delete(location);
    }
  }

  /** On this machine. */
  record InFolder() implements StoredFiles {
    @Override
    public List<Stored> inside(String folder) {
      Path path = Path.of(folder);
      if (!Files.isDirectory(path)) {
        return List.of();
      }
      try (Stream<Path> paths = Files.walk(path)) {
        return paths
            .filter(Files::isRegularFile)
            .map(file -> new Stored(file.toString(), modifiedAt(file)))
            .toList();
      } catch (IOException e) {
        throw LakeErrors.cannotWrite(path, e);
      }
    }

    private static Instant modifiedAt(Path file) {
      try {
        return Files.getLastModifiedTime(file).toInstant();
      } catch (IOException e) {
        throw LakeErrors.cannotWrite(file, e);
      }
    }

    @Override
    public void delete(String location) {
      try {
        Files.deleteIfExists(Path.of(location));
      } catch (IOException e) {
        throw LakeErrors.cannotWrite(Path.of(location), e);
      }
    }
  }
}
