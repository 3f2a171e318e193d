package io.featurefactory.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Iceberg's files in a local folder, without Hadoop.
 *
 * <p>Paths are absolute, with or without {@code file:}. A file that was written is on disk when its
 * stream is closed; an existing file is never written over.
 */
final class LocalFileIO implements FileIO {
  private static final long serialVersionUID = 1L;
  private static final String SCHEME = "file:";

  @Override
  public InputFile newInputFile(String path) {
    return new LocalFile(toPath(path), path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new LocalFile(toPath(path), path);
  }

  @Override
  public void deleteFile(String path) {
    try {
      Files.deleteIfExists(toPath(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> properties() {
    return Map.of();
  }

  /** The absolute path without a scheme; other schemes stay as they are. */
  static String plain(String path) {
    return path.startsWith(SCHEME) ? toPath(path).toString() : path;
  }

  static Path toPath(String path) {
    if (!path.startsWith(SCHEME)) {
      return Path.of(path);
    }
    return Path.of("/" + path.substring(SCHEME.length()).replaceFirst("^/+", ""));
  }
}
