package io.featurefactory.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A folder of its own for results that are needed for a while, beside what the kernel spills. For
 * one thread; removed with all that is in it when it is closed.
 */
public final class ResultFolder implements AutoCloseable {
  private final Path path;

  private ResultFolder(Path path) {
    this.path = path;
  }

  /** Makes the folder, and those above it. */
  public static ResultFolder make(KernelSettings settings) {
    Path path = settings.spillFolder().resolve("results-" + UUID.randomUUID());
    try {
      return new ResultFolder(Files.createDirectories(path));
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(path, e);
    }
  }

  /** Where it is, absolute as the spill folder is. */
  public Path path() {
    return path;
  }

  /** Removes one of its files, if it is there. */
  public void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(file, e);
    }
  }

  @Override
  public void close() {
    StagedFiles.deleteFolder(path);
  }
}
