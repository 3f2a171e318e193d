package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The clock of another process, as libfaketime gives it from a file, so that it can be set while
 * the process runs. Clocks that only measure how long something takes stay right.
 */
final class FakeClock {
  private static final List<String> PLACES =
      List.of("x86_64-linux-gnu", "aarch64-linux-gnu", "arm-linux-gnueabihf", "i386-linux-gnu");

  /**
   * Its malloc is taken, wherever it is: that of jemalloc asks for the time while libfaketime is
   * not ready yet, and the process hangs.
   */
  private static final String ALLOCATOR = "libc.so.6";

  private final Path file;

  private FakeClock(Path file) {
    this.file = file;
  }

  /** A clock that is right. */
  static FakeClock in(Path folder) {
    FakeClock clock = new FakeClock(folder.resolve("clock-" + UUID.randomUUID()));
    clock.shift(Duration.ZERO);
    return clock;
  }

  private static Path library() {
    return PLACES.stream()
        .map(place -> Path.of("/usr/lib", place, "faketime/libfaketime.so.1"))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "libfaketime is missing (expected: /usr/lib/*/faketime/libfaketime.so.1; as"
                        + " root: apt-get install libfaketime)"));
  }

  /** What a process needs to have this clock. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        library() + ":" + ALLOCATOR,
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_NO_CACHE",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1");
  }

  /** Sets it so far from the right time. */
  void shift(Duration shift) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.writeString(next, "%+d%n".formatted(shift.toSeconds()));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
