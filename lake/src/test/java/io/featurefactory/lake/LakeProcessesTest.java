package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one warehouse, and processes that are killed. */
final class LakeProcessesTest {
  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path folder;

  @Test
  void twoWriters_raceWith120Commits_noneLostNoneDouble() throws Exception {
    try (LakeFixture lake = new LakeFixture(folder)) {
      lake.warehouse.createTable(LakeWriterMain.SPEC);
    }
    Process one = LakeWriterMain.start(folder.resolve("1.log"), "commit", folder, "one", 0, 60);
    Process two = LakeWriterMain.start(folder.resolve("2.log"), "commit", folder, "two", 60, 120);
    assertDone(one, folder.resolve("1.log"));
    assertDone(two, folder.resolve("2.log"));
    try (LakeFixture lake = new LakeFixture(folder)) {
      assertThat(lake.rows(LakeWriterMain.TABLE, "count(*), count(DISTINCT id), sum(id)", ""))
          .containsExactly(List.of(120L, 120L, 7_140L));
      assertThat(lake.warehouse.loadTable(LakeWriterMain.TABLE).history()).hasSize(120);
    }
  }

  @Test
  void writer_killedAgainAndAgain_commitsEachRunOnce() throws Exception {
    Random random = new Random(7);
    for (int kill = 0; kill < 4; kill++) {
      Process writer = LakeWriterMain.start(folder.resolve("w.log"), "commit", folder, "s", 0, 60);
      writer.waitFor(700 + random.nextInt(1_500), TimeUnit.MILLISECONDS);
      writer.destroyForcibly().waitFor();
      assertReadable();
    }
    Process last = LakeWriterMain.start(folder.resolve("w.log"), "commit", folder, "s", 0, 60);
    assertDone(last, folder.resolve("w.log"));
    try (LakeFixture lake = new LakeFixture(folder)) {
      assertThat(lake.rows(LakeWriterMain.TABLE, "count(*), count(DISTINCT id)", ""))
          .containsExactly(List.of(60L, 60L));
    }
  }

  @Test
  void import_killedAgainAndAgain_bringsEachFileOnce() throws Exception {
    int files = 12;
    for (int i = 0; i < files; i++) {
      Files.writeString(
          folder.resolve("in-" + i + ".csv"), "id,text\n" + i + ",a\nx" + i + ",b\n" + i + ",c\n");
    }
    Random random = new Random(11);
    for (int kill = 0; kill < 3; kill++) {
      Process writer = LakeWriterMain.start(folder.resolve("w.log"), "import", folder, files);
      writer.waitFor(1_000 + random.nextInt(2_500), TimeUnit.MILLISECONDS);
      writer.destroyForcibly().waitFor();
    }
    assertDone(
        LakeWriterMain.start(folder.resolve("w.log"), "import", folder, files),
        folder.resolve("w.log"));
    try (LakeFixture lake = new LakeFixture(folder)) {
      assertThat(
              lake.rows(
                  LakeWriterMain.TABLE, "id, count(*), count(DISTINCT landed_at)", "GROUP BY id"))
          .hasSize(2 * files)
          .allSatisfy(
              row ->
                  assertThat(row.get(1)).isEqualTo(row.get(0).toString().startsWith("x") ? 1L : 2L))
          .allSatisfy(row -> assertThat(row.get(2)).isEqualTo(1L));
    }
  }

  /** More commits than the table keeps of its metadata, so that the last ones remove some. */
  @Test
  void commit_whileTheProcessEnds_isWhole() throws Exception {
    Path log = folder.resolve("w.log");
    assertDone(LakeWriterMain.start(log, "commit-at-end", folder, 12), log);

    assertThat(Files.readString(log)).contains("committed 12");
    try (LakeFixture lake = new LakeFixture(folder)) {
      assertThat(lake.rows(LakeWriterMain.TABLE, "count(*), count(DISTINCT id)", ""))
          .containsExactly(List.of(12L, 12L));
    }
  }

  private void assertReadable() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.findTable(LakeWriterMain.TABLE);
      if (table != null) {
        assertThat(lake.rows(LakeWriterMain.TABLE, "count(*), count(DISTINCT id)", ""))
            .allSatisfy(row -> assertThat(row.get(0)).isEqualTo(row.get(1)));
      }
    }
  }

  private static void assertDone(Process process, Path log)
      throws IOException, InterruptedException {
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("ended in time: %s", Files.readString(log)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }
}
