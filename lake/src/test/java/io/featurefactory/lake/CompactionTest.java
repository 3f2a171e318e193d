package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType.Primitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompactionTest {
  private static final TableId TABLE = TableId.lake("events");
  private static final TableSpec SPEC =
      new TableSpec(
          TABLE,
          List.of(
              ColumnSpec.nullable("at", Primitive.TIMESTAMP),
              ColumnSpec.nullable("n", Primitive.BIGINT)),
          Partitioning.day("at"),
          Map.of());

  @TempDir Path folder;

  /** A file in each of two days, and one of events without time. */
  private static void append(LakeFixture lake, LakeTable table, int number) {
    table.commit(
        Commit.append(
            lake.session.write(
                """
                SELECT day + to_seconds(%1$d - i) AS at, %1$d AS n
                FROM range(3) r(i),
                  (VALUES (TIMESTAMP '2026-03-02 12:00:00'), ('2026-03-01 12:00:00'), (NULL))
                    d(day)"""
                    .formatted(number),
                table.target(),
                WriteOptions.defaults())));
  }

  @Test
  void run_manySmallFiles_areOneForEachDayInTheOrderOfTime() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(SPEC);
      IntStream.range(0, 6).forEach(number -> append(lake, table, number));
      long read = table.history().get(3).id();
      List<LakeFile> unread = table.filesAdded(read, table.currentSnapshot());
      List<List<Object>> before = lake.rows(TABLE, "*", "ORDER BY ALL");
      Compaction compaction = new Compaction(lake.kernel);

      assertThat(compaction.plan(table)).isEqualTo(new Compaction.Report(18, 3));
      assertThat(compaction.run(table)).isEqualTo(new Compaction.Report(18, 3));

      List<LakeFile> files = table.files(table.currentSnapshot());
      assertThat(files).hasSize(3);
      assertThat(lake.rows(TABLE, "*", "ORDER BY ALL")).isEqualTo(before);
      assertThat(
              lake.session.query(
                  "SELECT \"at\" FROM " + table.relation(files.subList(0, 1)), row -> row.value(0)))
          .isSortedAccordingTo(Comparator.comparing(String::valueOf));
      assertThat(table.filesAdded(read, table.currentSnapshot()))
          .as("who has read up to a snapshot before reads the same files after it")
          .isEqualTo(unread);
      assertThat(compaction.run(table)).isEqualTo(new Compaction.Report(0, 0));
    }
  }

  @Test
  void run_fileThatIsLargerThanAllOthers_staysAsItIs() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(SPEC);
      List<LakeFile> large =
          lake.session.write(
              """
              SELECT TIMESTAMP '2026-03-02 00:00:00' + to_seconds(i) AS at,
                (hash(i) >> 2)::BIGINT AS n
              FROM range(50_000) r(i)""",
              table.target(),
              WriteOptions.defaults());
      table.commit(Commit.append(large));
      IntStream.range(0, 5).forEach(number -> append(lake, table, number));

      assertThat(new Compaction(lake.kernel).run(table)).isEqualTo(new Compaction.Report(15, 3));

      assertThat(table.files(table.currentSnapshot())).hasSize(4).containsAll(large);
    }
  }

  @Test
  void run_besideAppendsAndAnotherOne_losesNothing() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(SPEC);
      AtomicBoolean done = new AtomicBoolean();
      List<CompletableFuture<Integer>> compactions = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        compactions.add(
            CompletableFuture.supplyAsync(
                () -> {
                  LakeTable seen = lake.warehouse.loadTable(TABLE);
                  int replaced = 0;
                  while (!done.get()) {
                    replaced += new Compaction(lake.kernel).run(seen).replaced();
                  }
                  return replaced;
                }));
      }
      try {
        IntStream.range(0, 40).forEach(number -> append(lake, table, number));
      } finally {
        done.set(true);
      }

      assertThat(compactions.stream().mapToInt(CompletableFuture::join).sum()).isPositive();
      assertThat(lake.rows(TABLE, "count(*), count(DISTINCT n), sum(n)", ""))
          .containsExactly(List.of(360L, 40L, 9L * 40 * 39 / 2));
    }
  }

  @Test
  void run_tableThatOthersChanged_isRefused() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(SPEC);
      IntStream.range(0, 5).forEach(number -> append(lake, table, number));
      table.iceberg().updateSchema().addColumn("day", Types.DateType.get()).commit();
      LakeTable changed = lake.warehouse.loadTable(TABLE);

      assertThatThrownBy(() -> new Compaction(lake.kernel).run(changed))
          .hasMessageContaining("Others gave table lake.events the column day of the type date");

      assertThat(changed.files(changed.currentSnapshot())).hasSize(15);
    }
  }
}
