package io.featurefactory.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The copy of DuckDB's native library that the driver unpacks to the temporary folder, 60 MB at
 * each start of a process. The driver removes it when the process ends; a process that is killed
 * would leave it. On Linux a library that is loaded needs its file no more.
 */
final class UnpackedLibrary {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private UnpackedLibrary() {}

  /** Removes the copy that this process has loaded; does nothing where that cannot be done. */
  static void remove() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<String> lines = Files.lines(MAPS)) {
      List<Path> copies =
          lines
              .filter(line -> line.contains("/libduckdb_java") && line.endsWith(".so"))
              .map(line -> Path.of(line.substring(line.indexOf('/'))))
              .distinct()
              .filter(path -> temporary.equals(path.getParent()))
              .toList();
      for (Path copy : copies) {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      // without /proc, or in a folder that is not ours, the driver's own clean-up has to do
      return;
    }
  }
}
