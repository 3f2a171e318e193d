package io.featurefactory.lake;

import static io.featurefactory.model.DataType.Primitive.BIGINT;
import static io.featurefactory.model.DataType.Primitive.DOUBLE;
import static io.featurefactory.model.DataType.Primitive.TIMESTAMP;
import static io.featurefactory.model.DataType.Primitive.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LakeTableTest {
  private static final TableSpec EVENTS =
      new TableSpec(
          TableId.lake("events"),
          List.of(
              ColumnSpec.required("event_time", TIMESTAMP),
              ColumnSpec.nullable("ad_id", VARCHAR),
              ColumnSpec.nullable("clicks", BIGINT),
              ColumnSpec.nullable("score", DOUBLE),
              ColumnSpec.nullable("price", new DataType.Decimal(12, 2)),
              ColumnSpec.nullable(
                  "ads",
                  new DataType.Array(
                      new DataType.Struct(
                          List.of(
                              new DataType.Field("ad_id", VARCHAR),
                              new DataType.Field("position", BIGINT)))))),
          Partitioning.day("event_time"),
          Map.of());

  private static final String ROWS =
      """
      SELECT TIMESTAMP '2026-03-01 12:00:00' + INTERVAL (i) HOUR AS event_time,
        'ad-' || i AS ad_id, i AS clicks, i / 4 AS score, (i / 4)::DECIMAL(12, 2) AS price,
        [{'ad_id': 'x', 'position': i}] AS ads
      FROM range(48) r(i)
      """;

  @TempDir Path folder;
  private Warehouse warehouse;
  private Kernel kernel;
  private KernelSession session;

  @BeforeEach
  void open() {
    warehouse =
        Warehouse.open(
            new WarehouseSettings(
                folder.resolve("warehouse").toString(),
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "test"),
            Clock.systemUTC());
    kernel = Kernel.open(new KernelSettings(2, 1 << 29, folder.resolve("spill")));
    session = kernel.session();
  }

  @AfterEach
  void close() {
    session.close();
    kernel.close();
    warehouse.close();
  }

  @Test
  void commit_appendedFiles_areReadBackWithBounds() {
    LakeTable table = warehouse.createTable(EVENTS);
    assertThat(table.currentSnapshot()).isZero();
    List<LakeFile> written = session.write(ROWS, table.target(), WriteOptions.defaults());

    CommitOutcome outcome = table.commit(Commit.append(written).with("k", "v"));

    long snapshot = table.currentSnapshot();
    assertThat(outcome).isEqualTo(new CommitOutcome.Done(snapshot));
    assertThat(table.summary(snapshot)).containsEntry("k", "v");
    List<LakeFile> files = table.files(snapshot);
    assertThat(files).containsExactlyInAnyOrderElementsOf(written).hasSize(3);
    assertThat(files.stream().map(f -> f.partition().get(0)))
        .containsExactlyInAnyOrder(
            Instant.parse("2026-03-01T00:00:00Z"),
            Instant.parse("2026-03-02T00:00:00Z"),
            Instant.parse("2026-03-03T00:00:00Z"));
    assertThat(
            session.query(
                "SELECT count(*), sum(clicks), max(event_time), max(ads) FROM "
                    + table.relation(files),
                ResultRow::values))
        .containsExactly(
            List.of(48L, 1128L, Instant.parse("2026-03-03T11:00:00Z"), List.of(List.of("x", 47L))));
  }

  @Test
  void relation_withoutFiles_isEmptyWithTheColumns() {
    LakeTable table = warehouse.createTable(EVENTS);
    assertThat(
            session.query(
                "SELECT ads[1].position, price FROM " + table.relation(List.of()),
                ResultRow::values))
        .isEmpty();
  }

  @Test
  void commit_sameRunTwice_isAlreadyDone() {
    LakeTable table = warehouse.createTable(EVENTS);
    Fence fence = new Fence("view", 3, "17");
    CommitOutcome first = table.commit(Commit.append(List.of()).fenced(fence));
    CommitOutcome second = table.commit(Commit.append(List.of()).fenced(fence));
    assertThat(first).isEqualTo(new CommitOutcome.Done(table.currentSnapshot()));
    assertThat(second).isEqualTo(new CommitOutcome.AlreadyDone(table.currentSnapshot()));
  }

  @Test
  void commit_afterANewerEpochWasRaised_isSuperseded() {
    LakeTable table = warehouse.createTable(EVENTS);
    table.fence("view", 4);
    assertThat(table.commit(Commit.append(List.of()).fenced(new Fence("view", 3, "17"))))
        .isEqualTo(new CommitOutcome.Superseded(4));
    assertThat(table.commit(Commit.append(List.of()).fenced(new Fence("other", 3, "17"))))
        .isInstanceOf(CommitOutcome.Done.class);
  }

  @Test
  void fence_whileAnotherWritesTheCatalog_saysThatItIsLocked() throws SQLException {
    String catalog = "jdbc:sqlite:" + folder.resolve("busy.db") + "?busy_timeout=50";
    WarehouseSettings settings =
        new WarehouseSettings(folder.resolve("busy").toString(), catalog, "test");
    try (Warehouse busy = Warehouse.open(settings, Clock.systemUTC());
        Connection other = DriverManager.getConnection(catalog);
        Statement statement = other.createStatement()) {
      LakeTable table = busy.createTable(EVENTS);
      statement.execute("BEGIN IMMEDIATE");
      assertThatThrownBy(() -> table.fence("view", 4))
          .isInstanceOf(FactoryException.class)
          .hasMessageStartingWith("The catalog " + catalog + " is locked: another process");
      statement.execute("ROLLBACK");
      table.fence("view", 4);
      assertThat(table.newestEpoch("view")).isEqualTo(4);
    }
  }
}
