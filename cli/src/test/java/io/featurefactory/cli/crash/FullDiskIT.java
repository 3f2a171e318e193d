package io.featurefactory.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project is on a small file system with too little room for a command. It says so in one
 * message and fails; as soon as there is room it goes through, and nothing is lost or double.
 *
 * <p>{@code -Dff.disks=8} for so many sizes of the disk for each command, from almost no room to
 * almost enough.
 */
final class FullDiskIT {
  private static final int DISKS = Integer.getInteger("ff.disks", 1);
  private static final long ROOM = 256L << 20;
  private static final Set<Stage> CHECKED =
      EnumSet.of(Stage.IMPORT, Stage.BACKFILL, Stage.RUN, Stage.PUBLISH, Stage.REBUILD);

  @TempDir Path temporary;
  private Path folder;
  private Path saved;
  private int full;

  @Test
  void fullDisk_isToldOnceAndLosesNothing() throws IOException {
    folder = temporary.resolve("disk");
    saved = temporary.resolve("saved");
    try (SmallDisk disk = SmallDisk.mount(folder, ROOM)) {
      CrashProject.create(folder, 7_000, 3);
      for (Stage stage : Stage.values()) {
        if (stage == Stage.EARLIER_BACKFILL) {
          break;
        }
        stage.prepare(folder, saved);
        Folders.replace(saved.resolve(stage.name()), folder);
        long before = disk.used();
        CrashProject.ff(folder, stage.line());
        // a command that removes more than it writes still needs room on the way
        long needed = Math.max(0, disk.used() - before);
        if (CHECKED.contains(stage)) {
          Map<String, List<String>> undisturbed = ProjectContent.of(folder);
          for (int i = 0; i < DISKS; i++) {
            fill(disk, stage, (long) (needed * (i + 0.5) / DISKS), undisturbed);
          }
        }
      }
    }
    int cases = CHECKED.size() * DISKS;
    System.out.printf("FullDiskIT: the disk was full in %d of %d cases%n", full, cases);
    assertThat(full).isGreaterThan(cases / 2);
  }

  private void fill(SmallDisk disk, Stage stage, long room, Map<String, List<String>> undisturbed)
      throws IOException {
    restore(folder, saved.resolve(stage.name()));
    disk.resize(disk.used() + room);
    FfProcess.Result result = FfProcess.run(folder, stage.line());
    disk.resize(ROOM);
    if (result.code() != 0) {
      assertTold(result);
      full++;
      FfProcess.run(folder, stage.line()).done();
    }
    String where = "%s with room for %d bytes: %s".formatted(stage, room, result);
    assertThat(ProjectContent.of(folder)).as(where).isEqualTo(undisturbed);
  }

  /** What is under the mount is replaced, not the mount itself. */
  private static void restore(Path folder, Path by) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      all.forEach(Folders::delete);
    }
    try (Stream<Path> all = Files.list(by)) {
      all.forEach(from -> Folders.replace(folder.resolve(from.getFileName()), from));
    }
  }

  /** One error, which speaks of room, and exit 1. */
  private static void assertTold(FfProcess.Result result) {
    String all = result.out() + result.err();
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(all.toLowerCase(Locale.ROOT)).contains("space");
    assertThat(all).doesNotContain("internal", "Exception");
    assertThat(all.lines().filter(line -> line.startsWith("error: "))).as(all).hasSize(1);
  }
}
