package io.featurefactory.cli.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system in memory of a fixed size, mounted at a folder. Needs the right to mount. */
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts it; the test fails if that is not permitted. */
  static SmallDisk mount(Path folder, long bytes) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String options = "size=" + bytes + ",mode=0755";
    call(
        "This proof needs a full disk, and mounting a small one failed. Run it as root, in a"
            + " container with CAP_SYS_ADMIN",
        List.of("mount", "-t", "tmpfs", "-o", options, "ff-small-disk", folder.toString()));
    return new SmallDisk(folder);
  }

  /** Changes the size, with all that is stored; not below that. */
  void resize(long bytes) {
    call(
        "Resizing the small disk failed",
        List.of("mount", "-o", "remount,size=" + bytes, folder.toString()));
  }

  /** From here on nothing on it may be changed. */
  void refuseWrites() {
    call(
        "Making the small disk read-only failed",
        List.of("mount", "-o", "remount,ro", folder.toString()));
  }

  /** Bytes that are in use. */
  long used() {
    try {
      var store = Files.getFileStore(folder);
      return store.getTotalSpace() - store.getUnallocatedSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void call(String failure, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(failure + ": " + String.join(" ", command) + ": " + said);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(failure, e);
    }
  }

  @Override
  public void close() {
    call("Unmounting the small disk failed", List.of("umount", "-l", folder.toString()));
  }
}
