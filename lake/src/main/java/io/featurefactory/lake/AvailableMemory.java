package io.featurefactory.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The memory of the machine, or of the cgroup around this process where that is less. */
final class AvailableMemory {
  private static final long FALLBACK = 2L << 30;

  private AvailableMemory() {}

  static long bytes() {
    long machine = machineBytes();
    for (String file :
        List.of(
            "/sys/fs/cgroup" + cgroup() + "/memory.max",
            "/sys/fs/cgroup/memory.max",
            "/sys/fs/cgroup/memory" + cgroup() + "/memory.limit_in_bytes",
            "/sys/fs/cgroup/memory/memory.limit_in_bytes")) {
      machine = Math.min(machine, limit(Path.of(file)));
    }
    return machine;
  }

  private static long machineBytes() {
    for (String line : lines(Path.of("/proc/meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return FALLBACK;
  }

  /** The path of this process's cgroup, {@code /} or {@code /name}. */
  private static String cgroup() {
    for (String line : lines(Path.of("/proc/self/cgroup"))) {
      if (line.startsWith("0::") || line.contains(":memory:")) {
        String path = line.substring(line.lastIndexOf(':') + 1);
        return path.equals("/") ? "" : path;
      }
    }
    return "";
  }

  private static long limit(Path file) {
    for (String line : lines(file)) {
      if (!line.isEmpty() && line.chars().allMatch(Character::isDigit)) {
        return line.length() > 18 ? Long.MAX_VALUE : Long.parseLong(line);
      }
    }
    return Long.MAX_VALUE;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
