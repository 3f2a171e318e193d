package io.featurefactory.cli.output;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that a user wants to have written.
 *
 * @param given as he named it
 * @param path the same, absolute
 * @param overwrite whether a file that is there may be replaced
 */
public record OutputFile(Path given, Path path, boolean overwrite) {
  /** Fails if it cannot be written there; asked before there is anything to write. */
  public void requirePlace() {
    Path folder = path.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw OutputErrors.noFolder(path);
    }
    if (Files.isDirectory(path)) {
      throw OutputErrors.isFolder(given);
    }
    if (Files.exists(path) && !overwrite) {
      throw OutputErrors.isThere(given);
    }
  }

  /** Moves a complete file of the same folder there; one that came there meanwhile stays. */
  public void moveHere(Path complete) throws IOException {
    try {
      if (overwrite) {
        Files.move(
            complete, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.move(complete, path);
      }
    } catch (FileAlreadyExistsException e) {
      throw OutputErrors.isThere(given);
    }
  }
}
