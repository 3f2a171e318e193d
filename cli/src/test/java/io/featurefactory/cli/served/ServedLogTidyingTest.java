package io.featurefactory.cli.served;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.definitions.FactorySettings.Engine;
import io.featurefactory.definitions.FactorySettings.ServingSettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.Partitioning;
import io.featurefactory.lake.StorageSettings;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.TableSpec;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.DatabaseUrl;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedLogTidyingTest {
  private static final TableSpec SPEC =
      new TableSpec(
          new TableId("served", "ranking_v1"),
          List.of(
              ColumnSpec.required("asked_at", Primitive.TIMESTAMP),
              ColumnSpec.required("n", Primitive.BIGINT)),
          Partitioning.day("asked_at"),
          Map.of());

  @TempDir Path folder;

  private Project open() {
    return new Project(
        new ProjectSettings(
            "test",
            folder,
            folder.resolve("warehouse").toString(),
            StorageSettings.OF_MACHINE,
            new CatalogSettings.Database(
                new DatabaseUrl("jdbc:sqlite:" + folder.resolve("catalog.db")), "test"),
            Map.of(),
            "jdbc:sqlite:" + folder.resolve("registry.db"),
            Duration.ofMinutes(30),
            Duration.ofSeconds(30),
            0,
            null,
            null,
            Engine.LOCAL,
            SparkSettings.DEFAULT,
            Map.of(),
            Map.of(),
            ServingSettings.DEFAULT),
        Clock.systemUTC());
  }

  @Test
  void tidy_afterManyCommits_mergesTheSmallFilesOfEachDay() {
    try (Project project = open();
        KernelSession session = project.kernel().session()) {
      LakeTable table = project.warehouse().createTable(SPEC);
      ServedLogTidying tidying = new ServedLogTidying(project);
      for (int i = 0; i < 49; i++) {
        commit(session, table, i);
        tidying.committed(table);
      }
      tidying.tidy();
      assertThat(table.files(table.currentSnapshot())).as("not yet").hasSize(98);
      commit(session, table, 49);
      tidying.committed(table);

      tidying.tidy();

      assertThat(table.files(table.currentSnapshot())).hasSize(2);
      String rows = table.relation(table.files(table.currentSnapshot()));
      assertThat(
              session.query(
                  "SELECT count(*), count(DISTINCT n), sum(n) FROM " + rows, row -> row.values()))
          .containsExactly(List.of(100L, 50L, 2L * 49 * 50 / 2));
    }
  }

  private static void commit(KernelSession session, LakeTable table, int n) {
    table.commit(
        Commit.append(
            session.write(
                "SELECT day AS asked_at, %d AS n FROM (VALUES (DATE '2026-03-01'), (DATE '2026-03-02')) d(day)"
                    .formatted(n),
                table.target(),
                WriteOptions.defaults())));
  }
}
