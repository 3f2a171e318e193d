package io.featurefactory.online.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary folder of a secondary instance, which wants one for its own log file. Removed when
 * closed; what killed processes left is removed by later ones.
 */
record Scratch(Path path) implements AutoCloseable {
  private static final String NAME = "feature-factory-reader-";

  static Scratch create() throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    sweep(parent);
    return new Scratch(
        Files.createTempDirectory(parent, NAME + ProcessHandle.current().pid() + "-"));
  }

  /** Removes the folders of processes that are no more. */
  static void sweep(Path parent) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, NAME + "*")) {
      for (Path folder : left) {
        List<String> words = List.of(folder.getFileName().toString().split("-", 5));
        if (words.size() == 5 && !isAlive(words.get(3))) {
          new Scratch(folder).close();
        }
      }
    }
  }

  private static boolean isAlive(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid)).isPresent();
    } catch (NumberFormatException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // Another process swept it away.
    } catch (IOException | UncheckedIOException e) {
      // It stays for the next process to remove.
    }
  }
}
