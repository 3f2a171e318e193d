package io.featurefactory.cli.train;

import io.featurefactory.cli.project.ThisProcess;
import io.featurefactory.model.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The name under which a file is written before it is complete: {@code .NAME.HOST-PID-RANDOM}. A
 * process that is killed leaves it behind; the next one of the same host that writes there removes
 * it.
 */
final class HiddenFile {
  private HiddenFile() {}

  /** A name that nobody has, in the folder of the file. */
  static Path beside(Path file) {
    Lease.Holder self = ThisProcess.holder();
    String prefix = "." + file.getFileName() + "." + self.host() + "-";
    removeThoseOfTheDead(file.resolveSibling(prefix), prefix);
    return file.resolveSibling(
        prefix + self.pid() + "-" + UUID.randomUUID().toString().substring(0, 8));
  }

  private static void removeThoseOfTheDead(Path sibling, String prefix) {
    Path folder = sibling.toAbsolutePath().getParent();
    for (Path file : folder == null ? List.<Path>of() : inside(folder)) {
      String name = file.getFileName().toString();
      if (name.startsWith(prefix) && isDead(name.substring(prefix.length()))) {
        delete(file);
      }
    }
  }

  private static boolean isDead(String rest) {
    return rest.matches("[0-9]{1,18}-[0-9a-f]{8}")
        && ProcessHandle.of(Long.parseLong(rest.substring(0, rest.indexOf('-')))).isEmpty();
  }

  private static List<Path> inside(Path folder) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.toList();
    } catch (IOException e) {
      return List.of(); // what cannot be seen cannot be removed
    }
  }

  /** What cannot be removed takes room, and does no other harm. */
  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return;
    }
  }
}
