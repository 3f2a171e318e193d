package io.featurefactory.cli.project;

import io.featurefactory.model.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process puts somewhere until it is done, under a name with {@code HOST-PID}. A process
 * that is killed leaves it behind; the next one of the same host that comes there removes it.
 */
final class Leftovers {
  private Leftovers() {}

  /** The mark of this process in a name. */
  static String mark() {
    Lease.Holder self = ThisProcess.holder();
    return self.host() + "-" + self.pid();
  }

  /**
   * Removes files and folders of processes that are gone.
   *
   * @param prefix of their names, before the mark
   * @param suffix of their names after the mark, a regular expression
   */
  static void remove(Path folder, String prefix, String suffix) {
    String ours = prefix + ThisProcess.holder().host() + "-";
    for (Path file : inside(folder)) {
      String name = file.getFileName().toString();
      if (name.startsWith(ours) && isOfTheDead(name.substring(ours.length()), suffix)) {
        delete(file);
      }
    }
  }

  private static boolean isOfTheDead(String rest, String suffix) {
    String pid = rest.replaceFirst("[^0-9].*", "");
    return rest.matches("[0-9]{1,18}" + suffix) && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
  }

  private static List<Path> inside(Path folder) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.toList();
    } catch (IOException e) {
      return List.of(); // what is not there, or cannot be seen, cannot be removed
    }
  }

  /** What cannot be removed takes room, and does no other harm. */
  private static void delete(Path leftover) {
    try {
      FolderTree.delete(leftover);
    } catch (IOException e) {
      return;
    }
  }
}
