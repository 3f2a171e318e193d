package io.featurefactory.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A control group of Linux that limits the memory of the processes in it; version 1 or 2. It lies
 * inside the group of this process, or with version 2 in the nearest one around it that hands
 * memory on. Closing it removes it; its processes must have ended.
 */
final class Cgroup implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private final Path folder;
  private final String peakFile;

  private Cgroup(Path folder, String peakFile) {
    this.folder = folder;
    this.peakFile = peakFile;
  }

  /** A new group; null if this process may not make one. */
  static @Nullable Cgroup tryCreate(long memoryBytes) {
    String name = "ff-bench-" + ProcessHandle.current().pid();
    try {
      return Files.exists(ROOT.resolve("memory/memory.limit_in_bytes"))
          ? first(name, memoryBytes)
          : second(name, memoryBytes);
    } catch (IOException e) {
      return null;
    }
  }

  private static Cgroup first(String name, long memoryBytes) throws IOException {
    Path folder = ROOT.resolve("memory").resolve(own(":memory:")).resolve(name);
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("memory.limit_in_bytes"), Long.toString(memoryBytes));
    return new Cgroup(folder, "memory.max_usage_in_bytes");
  }

  private static Cgroup second(String name, long memoryBytes) throws IOException {
    Path parent = ROOT.resolve(own("0::"));
    while (!Files.readString(parent.resolve("cgroup.subtree_control")).contains("memory")) {
      if (parent.equals(ROOT)) {
        throw new IOException("no control group hands memory on");
      }
      parent = parent.resolveSibling("").normalize();
    }
    Path folder = parent.resolve(name);
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("memory.max"), Long.toString(memoryBytes));
    return new Cgroup(folder, "memory.peak");
  }

  /** This process's group, relative to the root. */
  private static String own(String marker) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
      int at = line.indexOf(marker);
      if (at >= 0) {
        return line.substring(at + marker.length()).replaceFirst("^/", "");
      }
    }
    return "";
  }

  /** The same process, in this group from its first instruction on. */
  Launch around(Launch launch) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "echo $$ >\"$0\" && exec \"$@\"",
                folder.resolve("cgroup.procs").toString()));
    command.addAll(launch.command());
    return new Launch(launch.name(), command, launch.folder(), launch.environment());
  }

  /**
   * Most memory of its processes together, with the pages of files that they had read or written.
   */
  long peakBytes() {
    try {
      return Long.parseLong(Files.readString(folder.resolve(peakFile)).strip());
    } catch (IOException e) {
      throw BenchErrors.cannot("read the peak of " + folder, e);
    }
  }

  @Override
  public void close() {
    try {
      Files.delete(folder);
    } catch (IOException e) {
      throw BenchErrors.cannot("remove " + folder, e);
    }
  }
}
