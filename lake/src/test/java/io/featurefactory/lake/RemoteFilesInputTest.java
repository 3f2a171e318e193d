package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import io.featurefactory.testkit.servers.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files of others in S3, in folders of partitions. */
final class RemoteFilesInputTest {
  private static final String EVENTS = "s3://" + S3Server.BUCKET + "/events";

  @TempDir static Path store;
  private static S3Server s3;
  private static StorageSettings storage;

  @TempDir Path folder;
  private Warehouse warehouse;
  private Kernel kernel;

  @BeforeAll
  static void start() {
    s3 = S3Server.start(store);
    storage = new StorageSettings(s3.properties());
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @BeforeEach
  void open() {
    warehouse =
        Warehouse.open(
            new WarehouseSettings(
                folder.resolve("warehouse").toString(),
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "test"),
            Clock.systemUTC());
    kernel = Kernel.open(new KernelSettings(2, 1 << 28, folder.resolve("spill"), storage));
  }

  @AfterEach
  void close() {
    kernel.close();
    warehouse.close();
  }

  /** Rows of an hour, which is the partition. */
  private void land(String name, int hour, int rows) throws Exception {
    Path local = folder.resolve("local.parquet");
    try (KernelSession session = kernel.session()) {
      session.execute(
          "COPY (SELECT i AS id, TIMESTAMP '2026-03-01 00:00:00' + to_hours(%d) + to_seconds(i) AS at, hash(i) AS noise FROM range(%d) r(i)) TO '%s' (FORMAT parquet)"
              .formatted(hour, rows, local));
    }
    String location = EVENTS + "/dt=2026-03-01/hour=%02d/%s".formatted(hour, name);
    RemoteFiles.of(storage).upload(local, location);
    Files.delete(local);
  }

  private SourceInput input(String pattern) {
    Source source =
        new Source(
            "events",
            new Source.Files(pattern),
            "at",
            null,
            null,
            null,
            null,
            List.of(
                new Source.Column("id", Primitive.BIGINT, "id", null),
                new Source.Column("at", Primitive.TIMESTAMP, "at", null),
                new Source.Column("hour", Primitive.VARCHAR, "hour", null)));
    return SourceInputs.of(warehouse, kernel, folder).open(source);
  }

  private static String none(Expr expr) {
    throw new AssertionError("no computed column: " + expr);
  }

  private List<List<Object>> query(String sql) {
    try (KernelSession session = kernel.session()) {
      return session.query(sql, ResultRow::values);
    }
  }

  @Test
  void newFiles_areListedByTheirFooters_andReadWithTheirPartitions() throws Exception {
    land("a.parquet", 7, 300_000);
    land("b.parquet", 8, 10);
    land("_SUCCESS.txt", 8, 1);
    SourceInput input = input(EVENTS + "/dt=*/hour=*/*.parquet");

    long first = input.newest();
    List<LakeFile> files = input.files(first);
    long copied;
    try (KernelSession session = kernel.session()) {
      copied = session.copies().bytes();
    }

    assertThat(files).extracting(LakeFile::records).containsExactly(300_000L, 10L);
    assertThat(input.eventTimes(files.get(1)))
        .isEqualTo(
            new SourceInput.TimeRange(
                Instant.parse("2026-03-01T08:00:00Z"), Instant.parse("2026-03-01T08:00:09Z")));
    assertThat(copied).isLessThan(files.get(0).bytes() / 4);
    assertThat(input.newest()).isEqualTo(first);
    String events = input.events(files, RemoteFilesInputTest::none).events();
    assertThat(query("SELECT hour, count(*) FROM (" + events + ") GROUP BY hour ORDER BY hour"))
        .containsExactly(List.of("07", 300_000L), List.of("08", 10L));
    String none = input.events(List.of(), RemoteFilesInputTest::none).events();
    assertThat(query("SELECT count(*) FROM (" + none + ")")).containsExactly(List.of(0L));

    land("c.parquet", 9, 5);
    assertThat(input.added(first, input.newest()))
        .singleElement()
        .satisfies(file -> assertThat(file.path()).endsWith("/hour=09/c.parquet"));

    SourceInput others = input(EVENTS + "/dt=*/hour=0[!79]/*.parquet");
    assertThat(others.files(others.newest()))
        .singleElement()
        .satisfies(file -> assertThat(file.path()).endsWith("/hour=08/b.parquet"));
  }

  @Test
  void whatCannotBe_isToldWithTheWayOut() throws Exception {
    assertThatThrownBy(() -> input(EVENTS + "/none/*.parquet").newest())
        .hasMessage(
            "Source events: no file matches '"
                + EVENTS
                + "/none/*.parquet' (expected: at least one).");
    land("a.csv", 7, 1);
    assertThatThrownBy(() -> input(EVENTS + "/**/*.csv").newest())
        .hasMessage(
            "Source events: '%s/**/*.csv' is in S3, and not Parquet (expected: s3://.../*.parquet). Import CSV and JSON, or write them as Parquet"
                .formatted(EVENTS));
  }
}
