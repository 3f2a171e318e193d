package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HousekeepingTest {
  private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void expireSnapshots_keepsCursorsTagsAndFences() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
      List<Long> snapshots = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Commit commit = Commit.append(lake.ids(table, Integer.toString(i)));
        table.commit(i == 1 ? commit.fenced(new Fence("s", 5, "r")) : commit);
        snapshots.add(table.currentSnapshot());
      }
      table.iceberg().manageSnapshots().createTag("t", snapshots.get(2)).commit();

      int expired =
          new Housekeeping(lake.warehouse, lake.kernel)
              .expireSnapshots(table.id(), LATER, List.of(snapshots.get(5), snapshots.get(6), 1L));

      assertThat(expired).isEqualTo(4);
      table.refresh();
      assertThat(table.filesAdded(snapshots.get(5), snapshots.get(7))).hasSize(2);
      assertThat(table.files(snapshots.get(2))).hasSize(3);
      assertThat(table.commit(Commit.append(List.of()).fenced(new Fence("s", 4, "q"))))
          .isEqualTo(new CommitOutcome.Superseded(5));
      assertThat(table.commit(Commit.append(List.of()).fenced(new Fence("s", 6, "r"))))
          .isEqualTo(new CommitOutcome.AlreadyDone(snapshots.get(1)));
      assertThatThrownBy(() -> table.filesAdded(snapshots.get(4), snapshots.get(7)))
          .hasMessageContaining("does not lead to snapshot " + snapshots.get(7));
      assertThat(lake.rows(table.id(), "count(*)", "")).containsExactly(List.of(8L));
    }
  }

  @Test
  void expireSnapshots_ofAnImport_theFileStaysKnown() throws Exception {
    try (LakeFixture lake = new LakeFixture(folder)) {
      Path file = Files.writeString(folder.resolve("a.csv"), "id\n1\n");
      Path other = Files.writeString(folder.resolve("b.csv"), "id\n2\n");
      Importer importer = new Importer(lake.warehouse, lake.kernel, lake.warehouse.clock());
      importer.importFiles(
          "t", List.of(), List.of(file), ImportOptions.defaults(), ImportProgress.NONE);
      importer.importFiles(
          "t", List.of(), List.of(other), ImportOptions.defaults(), ImportProgress.NONE);
      lake.warehouse.dropTable(TableId.lake("t__imports"));
      Housekeeping housekeeping = new Housekeeping(lake.warehouse, lake.kernel);
      ImportReport again =
          importer.importFiles(
              "t", List.of(), List.of(file), ImportOptions.defaults(), ImportProgress.NONE);
      assertThat(housekeeping.expireSnapshots(TableId.lake("t"), LATER, List.of())).isEqualTo(1);
      ImportReport afterExpiry =
          importer.importFiles(
              "t", List.of(), List.of(file), ImportOptions.defaults(), ImportProgress.NONE);

      assertThat(List.of(again, afterExpiry))
          .allSatisfy(
              report -> assertThat(report.files(ImportReport.Status.ALREADY_IMPORTED)).hasSize(1));
      assertThat(lake.rows(TableId.lake("t"), "id", "ORDER BY id"))
          .containsExactly(List.of(1L), List.of(2L));
    }
  }

  @Test
  void removeOrphans_removesOnlyWhatNoSnapshotKnows() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
      List<LakeFile> first = lake.ids(table, "1");
      table.commit(Commit.append(first));
      table.commit(Commit.overwrite(lake.ids(table, "2"), first));
      List<LakeFile> orphans = lake.ids(table, "3");
      Housekeeping housekeeping = new Housekeeping(lake.warehouse, lake.kernel);

      assertThat(housekeeping.removeOrphans(table.id(), Instant.EPOCH)).isEmpty();
      assertThat(housekeeping.removeOrphans(table.id(), LATER))
          .containsExactlyElementsOf(orphans.stream().map(LakeFile::path).toList());

      assertThat(first.get(0).path()).satisfies(path -> assertThat(Path.of(path)).exists());
      assertThat(lake.rows(table.id(), "id", "")).containsExactly(List.of(2L));
    }
  }
}
