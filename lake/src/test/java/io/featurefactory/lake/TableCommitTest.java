package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableCommitTest {
  @TempDir Path folder;

  @Test
  void filesAdded_followsAppendsAndOwnOverwrites_notCompactions() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
      List<LakeFile> one = lake.ids(table, "1");
      List<LakeFile> two = lake.ids(table, "2");
      table.commit(Commit.append(one));
      long first = table.currentSnapshot();
      table.commit(Commit.append(two));
      long second = table.currentSnapshot();
      List<LakeFile> both = lake.ids(table, "1, 2");
      table.commit(Commit.replace(both, table.files(second)));
      List<LakeFile> three = lake.ids(table, "3");
      table.commit(Commit.overwrite(three, both));
      long last = table.currentSnapshot();

      assertThat(table.filesAdded(first, second)).containsExactlyElementsOf(two);
      assertThat(table.filesAdded(first, last).stream().map(LakeFile::path))
          .containsExactly(two.get(0).path(), three.get(0).path());
      assertThat(table.filesAdded(0, second)).hasSize(2);
      assertThat(table.filesAdded(last, last)).isEmpty();
      assertThat(lake.rows(table.id(), "id", "")).containsExactly(List.of(3L));
      assertThatThrownBy(() -> table.filesAdded(second, first))
          .hasMessageStartingWith("Snapshot " + second + " of table lake.numbers does not lead to");
      assertThatThrownBy(() -> table.files(17))
          .hasMessageStartingWith("Snapshot 17 of table lake.numbers is gone");
    }
  }

  @Test
  void filesAdded_foreignDelete_namesTheSnapshot() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
      table.commit(Commit.append(lake.ids(table, "1")));
      long first = table.currentSnapshot();
      DataFile file =
          IcebergFiles.toIceberg(
              table.files(first).get(0), table.iceberg().schema(), table.iceberg().spec());
      table.iceberg().newDelete().deleteFile(file).commit();
      long foreign = table.currentSnapshot();
      assertThatThrownBy(() -> table.filesAdded(first, foreign))
          .hasMessageContaining("was changed by an operation 'delete' in snapshot " + foreign);
    }
  }

  @Test
  void commit_removedFileIsGone_failsAndRemovesTheNewFiles() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
      List<LakeFile> old = lake.ids(table, "1");
      table.commit(Commit.append(old));
      table.commit(Commit.overwrite(lake.ids(table, "2"), old));
      List<LakeFile> late = lake.ids(table, "3");
      assertThatThrownBy(() -> table.commit(Commit.overwrite(late, old)))
          .hasMessageStartingWith(
              "Cannot commit to table lake.numbers: files that were to be replaced are gone");
      assertThat(Path.of(late.get(0).path())).doesNotExist();
      assertThat(lake.rows(table.id(), "id", "")).containsExactly(List.of(2L));
    }
  }

  @Test
  void commit_runThatCommitted_isFoundAgain() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
      table.commit(
          Commit.append(lake.ids(table, "1")).with("k", "v").fenced(new Fence("s", 1, "7")));
      assertThat(table.findRun("s", "8")).isNull();
      assertThat(table.findRun("t", "7")).isNull();
      assertThat(table.findRun("s", "7"))
          .isNotNull()
          .satisfies(
              s -> assertThat(s.summary()).containsEntry("k", "v").containsEntry("ff.epoch", "1"));
    }
  }

  @Test
  void relation_afterAddedAndRenamedColumns_mapsByFieldId() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
      table.commit(Commit.append(lake.ids(table, "1")));
      lake.warehouse.addColumns(
          table.id(),
          List.of(
              ColumnSpec.nullable(
                  "s",
                  new DataType.Array(
                      new DataType.Struct(List.of(new DataType.Field("a", Primitive.BIGINT)))))));
      table.refresh();
      table.commit(
          Commit.append(
              lake.session.write(
                  "SELECT 2 AS id, [{'a': 5}] AS s", table.target(), WriteOptions.defaults())));
      table.iceberg().updateSchema().renameColumn("id", "number").commit();
      lake.warehouse.addColumns(
          table.id(),
          List.of(
              ColumnSpec.nullable(
                  "s",
                  new DataType.Array(
                      new DataType.Struct(
                          List.of(
                              new DataType.Field("a", Primitive.BIGINT),
                              new DataType.Field("b", Primitive.VARCHAR)))))));
      assertThat(lake.rows(table.id(), "number, s", "ORDER BY number"))
          .containsExactly(Arrays.asList(1L, null), List.of(2L, List.of(Arrays.asList(5L, null))));
    }
  }

  @Test
  void write_identityPartitions_keepTheirValues() {
    TableSpec spec =
        new TableSpec(
            TableId.lake("parts"),
            List.of(
                ColumnSpec.nullable("k", Primitive.VARCHAR),
                ColumnSpec.nullable("n", Primitive.BIGINT)),
            Partitioning.identity("k", "n"),
            Map.of());
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(spec);
      table.commit(
          Commit.append(
              lake.session.write(
                  "SELECT * FROM (VALUES ('a/b=c %20é', 1), ('', 2), (NULL, NULL), ('NULL', -3),"
                      + " ('__HIVE_DEFAULT_PARTITION__', 4)) t(k, n)",
                  table.target(), WriteOptions.defaults())));
      List<LakeFile> files = table.files(table.currentSnapshot());
      assertThat(files).hasSize(5);
      for (LakeFile file : files) {
        assertThat(
                lake.session.query(
                    "SELECT k, n FROM " + table.relation(List.of(file)), ResultRow::values))
            .containsExactly(file.partition());
      }
    }
  }

  @Test
  void write_days_before1970AndFarAhead() {
    TableSpec spec =
        new TableSpec(
            TableId.lake("days"),
            List.of(ColumnSpec.nullable("t", Primitive.TIMESTAMP)),
            Partitioning.day("t"),
            Map.of());
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(spec);
      table.commit(
          Commit.append(
              lake.session.write(
                  "SELECT unnest([TIMESTAMP '1969-12-31 23:59:59.999999', TIMESTAMP '1970-01-01',"
                      + " TIMESTAMP '2262-04-12 00:00:00', NULL]) AS t",
                  table.target(),
                  WriteOptions.defaults())));
      assertThat(table.files(table.currentSnapshot()).stream().map(f -> f.partition().get(0)))
          .containsExactlyInAnyOrder(
              Instant.parse("1969-12-31T00:00:00Z"),
              Instant.parse("1970-01-01T00:00:00Z"),
              Instant.parse("2262-04-12T00:00:00Z"),
              null);
    }
  }

  @Test
  void write_ordered_isOrderedInTheFile() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
      List<LakeFile> files =
          lake.session.write(
              "SELECT hash(i) % 1000000 AS id FROM range(500000) r(i)",
              table.target(), WriteOptions.orderedBy("id").withRowGroupRows(50_000));
      assertThat(
              lake.session.query(
                  "SELECT count(*) FILTER (WHERE id < before) FROM (SELECT id, lag(id) OVER"
                      + " (PARTITION BY filename ORDER BY file_row_number) AS before FROM"
                      + " read_parquet("
                      + SqlText.list(files.stream().map(LakeFile::path).toList())
                      + ", file_row_number = true, filename = true))",
                  row -> row.longValue(0)))
          .containsExactly(0L);
    }
  }

  @Test
  void metadata_pathsAreAbsoluteWithoutAScheme() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
      table.commit(Commit.append(lake.ids(table, "1")));
      assertThat(table.iceberg().currentSnapshot().manifestListLocation()).startsWith("/");
      assertThat(table.files(table.currentSnapshot()).get(0).path()).startsWith("/");
      assertThat(table.iceberg().location()).startsWith("/");
    }
  }
}
