package io.featurefactory.cli.project;

import java.nio.file.Path;
import java.util.UUID;

/**
 * The name under which a file is written before it is complete: {@code .NAME.HOST-PID-RANDOM}, so
 * that two who write to one name are not in each other's way.
 */
public final class HiddenFile {
  private HiddenFile() {}

  /** A name that nobody has, in the folder of the file. */
  public static Path beside(Path file) {
    String prefix = "." + file.getFileName() + ".";
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Leftovers.remove(folder, prefix, "-[0-9a-f]{8}");
    }
    String random = UUID.randomUUID().toString().substring(0, 8);
    return file.resolveSibling(prefix + Leftovers.mark() + "-" + random);
  }
}
