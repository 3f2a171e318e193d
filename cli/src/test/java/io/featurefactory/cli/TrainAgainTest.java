package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.Housekeeping;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ff train --from-manifest}: the same bytes, or why not. */
final class TrainAgainTest {
  @TempDir Path folder;
  private TrainProject shop;

  @BeforeEach
  void project() throws IOException {
    shop = TrainProject.make(folder);
  }

  @Test
  void train_fromManifest_givesTheSameBytesAfterNewDataAndBackfills() throws IOException {
    Files.writeString(
        folder.resolve("spine.csv"), TrainProject.SPINE + "2026-02-23,007,phone,old,true\n");
    shop.done(
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --split 0.5,0.5 --out a.parquet");
    Files.writeString(folder.resolve("more.csv"), "at,ad_id\n2026-02-21T12:00:00Z,007\n");
    shop.done("import views more.csv");
    shop.done("backfill --from 2026-02-20");
    shop.done("run");
    shop.done(
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --split 0.5,0.5 --out b.parquet");

    String said = shop.done("train --from-manifest a.parquet.manifest.json --out c.parquet").out();

    assertThat(said).contains("the same bytes as then");
    assertThat(folder.resolve("c.parquet")).hasSameBinaryContentAs(folder.resolve("a.parquet"));
    assertThat(Files.mismatch(folder.resolve("a.parquet"), folder.resolve("b.parquet")))
        .as("the new backfill is seen by a new training set")
        .isNotNegative();
  }

  @Test
  void train_fromManifestAfterACompaction_givesTheSameBytes() throws IOException {
    shop.done("train ranking --spine spine.csv --time shown_at --map ad_id=item --out a.parquet");
    Files.writeString(folder.resolve("more.csv"), "at,ad_id\n2026-03-08T12:00:00Z,007\n");
    shop.done("import views more.csv");
    shop.done("run");
    for (String table : List.of("log.ad_views_v1_log", "ops.runs")) {
      compact(table);
    }

    shop.done("train --from-manifest a.parquet.manifest.json --out b.parquet");
    shop.done("train ranking --spine spine.csv --time shown_at --map ad_id=item --out c.parquet");

    assertThat(folder.resolve("b.parquet")).hasSameBinaryContentAs(folder.resolve("a.parquet"));
    assertThat(folder.resolve("c.parquet")).hasSameBinaryContentAs(folder.resolve("a.parquet"));
  }

  /** Writes the rows of a table into one file, as a compaction of any engine does. */
  private void compact(String name) {
    int dot = name.indexOf('.');
    try (Project project =
            new Project(
                new ProjectFiles(folder, "", Map.of()).settings(),
                Clock.fixed(TrainProject.NOW, ZoneOffset.UTC));
        KernelSession session = project.kernel().session()) {
      LakeTable table =
          project
              .warehouse()
              .loadTable(new TableId(name.substring(0, dot), name.substring(dot + 1)));
      List<LakeFile> files = table.files(table.currentSnapshot());
      assertThat(files).as("files of " + name).hasSizeGreaterThan(1);
      table.commit(
          Commit.replace(
              session.write(
                  "SELECT * FROM " + table.relation(files),
                  table.target(),
                  WriteOptions.defaults()),
              files));
    }
  }

  /** Housekeeping removes old snapshots, but none that a training set was made of and kept. */
  @Test
  void train_keep_outlivesHousekeeping() throws IOException {
    String options = " --time shown_at --map ad_id=item ";
    shop.done("train ranking --spine spine.csv" + options + "--keep --out kept.csv");
    shop.done("backfill --from 2026-02-27");
    shop.done("train ranking --spine spine.csv" + options + "--out loose.csv");
    shop.done("backfill --from 2026-02-20");
    expire();

    shop.done("train --from-manifest kept.csv.manifest.json --out again.csv");
    assertThat(shop.lines("again.csv")).isEqualTo(shop.lines("kept.csv"));
    assertThat(shop.refusal("train --from-manifest loose.csv.manifest.json --out x.csv", 1))
        .contains(
            "Cannot make the same training set again: snapshot ",
            " is gone. It was removed by housekeeping, or its rows were erased; ff train --keep");
  }

  private void expire() {
    try (Project project =
        new Project(
            new ProjectFiles(folder, "", Map.of()).settings(),
            Clock.fixed(TrainProject.NOW, ZoneOffset.UTC))) {
      Housekeeping housekeeping = new Housekeeping(project.warehouse(), project.kernel());
      Instant now = Instant.now().plusSeconds(60);
      housekeeping.expireSnapshots(new TableId("log", "ad_views_v1_log"), now, List.of());
      housekeeping.expireSnapshots(new TableId("ops", "runs"), now, List.of());
    }
  }

  @Test
  void train_fromManifestIntoATable_comparesTheRows() throws IOException {
    shop.done("train ranking --spine spine.csv --time shown_at --map ad_id=item --out lake.first");

    assertThat(shop.done("train --from-manifest lake.first.manifest.json --out lake.second").out())
        .contains("the same rows as then");
    assertThat(shop.done("train --from-manifest lake.first.manifest.json --out file.csv").out())
        .doesNotContain("as then");

    Path manifest = folder.resolve("lake.first.manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest).replaceFirst("(\"rows_hash\": ?\")[0-9a-f]{4}", "$1abcd"));
    assertThat(shop.refusal("train --from-manifest lake.first.manifest.json --out lake.third", 1))
        .contains("Cannot make the same training set again: its hash was abcd");
  }

  @Test
  void train_fromManifestOfAChangedSpine_isRefusedAndSaysWhy() throws IOException {
    shop.done("train ranking --spine spine.csv --time shown_at --map ad_id=item --out a.parquet");
    Files.writeString(folder.resolve("spine.csv"), TrainProject.SPINE.replace("first", "other"));

    assertThat(shop.refusal("train --from-manifest a.parquet.manifest.json --out c.parquet", 1))
        .contains(
            "Cannot make the same training set again: spine spine.csv was ",
            ", and is ",
            "Bring back what was, or make a new training set");
    assertThat(folder.resolve("c.parquet")).doesNotExist();
    assertThat(shop.refusal("train --from-manifest factory.yaml --out c.parquet", 1))
        .contains("factory.yaml is no manifest of a training set: it has no field 'format'");
  }

  @Test
  void train_fromManifestOfASpineThatWasMoved_takesItWhereItIs() throws IOException {
    shop.done("train ranking --spine spine.csv --time shown_at --map ad_id=item --out a.csv");
    Files.createDirectory(folder.resolve("old"));
    Files.move(folder.resolve("spine.csv"), folder.resolve("old/shown.csv"));

    assertThat(shop.refusal("train --from-manifest a.csv.manifest.json --out b.csv", 1))
        .contains("The spine of the manifest is not at ", "--spine FILE");
    shop.done("train --from-manifest a.csv.manifest.json --spine old/shown.csv --out b.csv");

    assertThat(shop.lines("b.csv")).isEqualTo(shop.lines("a.csv"));
  }
}
