package io.featurefactory.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project is on a file system that may not be written: what only reads goes through, what
 * writes says so once.
 */
final class ReadOnlyIT {
  @TempDir Path temporary;

  @Test
  void project_thatMayNotBeWritten_canBeRead() {
    Path folder = temporary.resolve("disk");
    try (SmallDisk disk = SmallDisk.mount(folder, 256L << 20)) {
      CrashProject.create(folder, 300, 4);
      for (Stage stage : List.of(Stage.IMPORT, Stage.APPLY, Stage.BACKFILL)) {
        FfProcess.run(folder, stage.line()).done();
      }
      disk.refuseWrites();

      for (String read :
          List.of(
              "get by_day ad=ad-1",
              "status",
              "list",
              "show by_day",
              "runs",
              "plan",
              "verify",
              "sql SELECT\tcount(*)\tFROM\tlake.clicks")) {
        Typed result = Typed.ff(folder, read);
        assertThat(result.code()).as(result.said()).isZero();
      }
      for (String write :
          List.of(
              "run",
              "backfill --from 2026-03-01",
              "publish --rebuild",
              "preview by_day",
              Stage.LATE_EVENTS.line())) {
        Typed result = Typed.ff(folder, write);
        assertThat(result.code()).as(write + ": " + result.said()).isEqualTo(1);
        assertThat(result.said())
            .containsOnlyOnce("error: ")
            .containsPattern("[Rr]ead-only")
            .doesNotContain("internal", "damaged");
      }
    }
  }
}
