package io.featurefactory.cli.project;

import io.featurefactory.model.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the kernel of a process puts what does not fit into memory: {@code spill/HOST-PID}. A
 * process that is killed leaves its folder behind; the next one of the same host removes it.
 */
final class SpillFolder {
  private SpillFolder() {}

  /** The folder of this process, which need not exist. */
  static Path of(Path state) {
    Path all = state.resolve("spill");
    Lease.Holder self = ThisProcess.holder();
    removeThoseOfTheDead(all, self.host() + "-");
    return all.resolve(self.host() + "-" + self.pid());
  }

  private static void removeThoseOfTheDead(Path all, String prefix) {
    for (Path folder : inside(all)) {
      String name = folder.getFileName().toString();
      if (name.startsWith(prefix) && isDead(name.substring(prefix.length()))) {
        delete(folder);
      }
    }
  }

  private static boolean isDead(String pid) {
    return pid.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
  }

  private static List<Path> inside(Path folder) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.toList();
    } catch (IOException e) {
      return List.of(); // not there yet, or not to be read: then nothing is removed
    }
  }

  /** What cannot be removed takes room, and does no other harm. */
  private static void delete(Path folder) {
    try {
      FolderTree.delete(folder);
    } catch (IOException e) {
      return;
    }
  }
}
