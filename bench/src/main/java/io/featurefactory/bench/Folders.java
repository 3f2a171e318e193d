package io.featurefactory.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that processes write to. */
final class Folders {
  private Folders() {}

  /** Makes the folder empty. */
  static void renew(Path folder) {
    FolderStates.delete(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw BenchErrors.cannot("create " + folder, e);
    }
  }
}
