package io.featurefactory.cli.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * Counts what a process does in a folder: each look at it that finds files that are new, longer or
 * changed since the look before is one event. So points of a run are told apart by what it has
 * done, however fast the machine is.
 */
final class Activity {
  private static final long PAUSE_NANOS = 500_000;

  private final Path folder;
  private long seen;
  private int events;

  Activity(Path folder) {
    this.folder = folder;
    this.seen = fingerprint();
  }

  /**
   * Watches while a process lives.
   *
   * @param enough told the number of events so far; true ends the watching
   * @return the number of events
   */
  int watch(FfProcess process, IntPredicate enough) {
    while (process.alive()) {
      long now = fingerprint();
      if (now != seen) {
        seen = now;
        if (enough.test(++events)) {
          return events;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return events;
  }

  private long fingerprint() {
    Sum sum = new Sum();
    if (Files.exists(folder)) {
      try {
        Files.walkFileTree(folder, sum);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sum.value;
  }

  /** A sum over the names, sizes and times of files, which does not depend on their order. */
  private static final class Sum extends SimpleFileVisitor<Path> {
    private long value;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      long one = file.hashCode() * 31L + attributes.size();
      one = one * 31 + attributes.lastModifiedTime().toMillis();
      String name = file.getFileName().toString();
      if (name.equals("head")) {
        // mapped: its time does not tell of every change
        one = one * 31 + Arrays.hashCode(Files.readAllBytes(file));
      }
      if (!name.endsWith("-shm")) {
        value += one * 0x9E3779B97F4A7C15L;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, @org.jspecify.annotations.Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
