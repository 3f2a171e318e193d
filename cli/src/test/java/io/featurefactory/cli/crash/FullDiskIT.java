package io.featurefactory.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project is on a small file system that has less and less room. A command for which there is
 * not enough says so in one message and fails; as soon as there is room it goes through, and
 * nothing is lost or double.
 *
 * <p>{@code -Dff.disks=8} for more sizes of the disk.
 */
final class FullDiskIT {
  private static final int DISKS = Integer.getInteger("ff.disks", 1);
  private static final long ROOM = 256L << 20;
  private static final long PAGE = 4096;
  private static final List<Stage> STAGES =
      List.of(
          Stage.IMPORT,
          Stage.APPLY,
          Stage.BACKFILL,
          Stage.LATE_EVENTS,
          Stage.RUN,
          Stage.PUBLISH,
          Stage.REBUILD);

  @TempDir Path temporary;

  @Test
  void fullDisk_isToldOnceAndLosesNothing() throws IOException {
    Path folder = temporary.resolve("disk");
    Path saved = temporary.resolve("saved");
    List<String> told = new ArrayList<>();
    try (SmallDisk disk = SmallDisk.mount(folder, ROOM)) {
      CrashProject.create(folder, 7_000, 3);
      for (Stage stage : STAGES) {
        stage.prepare(folder, saved);
        Folders.replace(saved.resolve(stage.name()), folder);
        long before = disk.used();
        FfProcess.run(folder, stage.line()).done();
        long needed = disk.used() - before;
        Map<String, List<String>> undisturbed = ProjectContent.of(folder);
        for (int i = 0; i < DISKS; i++) {
          restore(folder, saved.resolve(stage.name()));
          long room = disk.used() + needed * i / DISKS / PAGE * PAGE;
          disk.resize(room);
          FfProcess.Result result = FfProcess.run(folder, stage.line());
          disk.resize(ROOM);
          String where = "%s with %d of %d bytes: %s".formatted(stage, room, needed, result);
          assertTold(result);
          told.add(where);
          FfProcess.run(folder, stage.line()).done();
          assertThat(ProjectContent.of(folder)).as(where).isEqualTo(undisturbed);
        }
      }
    }
    told.forEach(System.out::println);
  }

  /** What is under the mount is replaced, not the mount itself. */
  private static void restore(Path folder, Path by) throws IOException {
    try (var all = Files.list(folder)) {
      all.forEach(Folders::delete);
    }
    try (var all = Files.list(by)) {
      all.forEach(from -> Folders.replace(folder.resolve(from.getFileName()), from));
    }
  }

  /** One error, which speaks of room, and exit 1. */
  private static void assertTold(FfProcess.Result result) {
    String all = result.out() + result.err();
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(all.toLowerCase(Locale.ROOT)).contains("space");
    assertThat(all).containsOnlyOnce("error: ").doesNotContain("internal", "Exception");
  }
}
