package io.featurefactory.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What a file is at a moment, to notice that it is another one later: one that was moved to its
 * place, or written to.
 *
 * @param key of the file system for it; null where there are no such keys
 */
record FileState(Path file, long size, FileTime modified, @Nullable Object key) {
  static FileState of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(file, now.size(), now.lastModifiedTime(), now.fileKey());
    } catch (IOException e) {
      throw TrainErrors.unreadable(file, e);
    }
  }

  /** Fails if the file is not what it was. */
  void requireSame() {
    if (!Files.exists(file) || !equals(of(file))) {
      throw TrainErrors.spineChanged(file);
    }
  }
}
