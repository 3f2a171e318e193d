package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.lake.ImportReport.FileReport;
import io.featurefactory.lake.ImportReport.Status;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImporterTest {
  private static final Instant NOW = Instant.parse("2026-03-05T10:00:00Z");

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
            Clock.fixed(NOW, ZoneOffset.UTC));
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
  void csv_declared_isTypedAndLands() throws IOException {
    Path file =
        file(
            "a.csv",
            """
            event_id,event_time,ad_id,price,clicks,extra
            1,2026-03-01 00:00:00,007,1.25,5,1
            2,2026-03-01T01:00:00+02:00,"a ""b"", c",,-6,2
            3,2026-03-02T00:00:00.123456Z,,3,7,3
            """);

    ImportReport report = load(List.of(clicks()), file);

    assertThat(report.rows()).isEqualTo(3);
    assertThat(rows("event_id, event_time, ad_id, price, clicks, extra, landed_at"))
        .containsExactly(
            java.util.Arrays.asList(
                "1",
                Instant.parse("2026-03-01T00:00:00Z"),
                "007",
                new java.math.BigDecimal("1.25"),
                5L,
                1L,
                NOW),
            java.util.Arrays.asList(
                "2", Instant.parse("2026-02-28T23:00:00Z"), "a \"b\", c", null, -6L, 2L, NOW),
            java.util.Arrays.asList(
                "3",
                Instant.parse("2026-03-02T00:00:00.123456Z"),
                null,
                new java.math.BigDecimal("3.00"),
                7L,
                3L,
                NOW));
    assertThat(warehouse.loadTable(TableId.lake("clicks")).partitioning())
        .isEqualTo(Partitioning.day("event_time"));
  }

  @Test
  void csv_badRows_goToTheSideTableWithLineAndReason() throws IOException {
    Path file =
        file(
            "a.csv",
            """
            event_id,event_time,ad_id,price,clicks
            1,2026-03-01 00:00:00,"two
            lines",1.25,5
            2,yesterday,a,1,1
            3,2026-03-01 00:00:00,a,1,many
            4,,a,1,1
            5,2026-03-01 00:00:00,a,1
            6,2026-03-01 00:00:00,a,1,1,1
            7,1767225600,a,1,1
            8,2026-03-01 00:00:00,a,99999999999,1
            9,2026-03-01 00:00:00,a,1,9223372036854775807
            """);

    ImportReport report = load(List.of(clicks()), file);

    assertThat(report.files().get(0).rows()).isEqualTo(2);
    assertThat(report.rejected()).isEqualTo(7);
    assertThat(rejected())
        .containsExactly(
            List.of(4L, "event_time: 'yesterday' is no timestamp", "2,yesterday,a,1,1"),
            List.of(5L, "clicks: 'many' is no bigint", "3,2026-03-01 00:00:00,a,1,many"),
            List.of(6L, "event_time is missing", "4,,a,1,1"),
            List.of(7L, "too few values (expected: 5)", "5,2026-03-01 00:00:00,a,1"),
            List.of(8L, "too many values (expected: 5)", "6,2026-03-01 00:00:00,a,1,1,1"),
            List.of(9L, "event_time: '1767225600' is no timestamp", "7,1767225600,a,1,1"),
            List.of(
                10L,
                "price: '99999999999' is no decimal",
                "8,2026-03-01 00:00:00,a,99999999999,1"));
    assertThat(rows("event_id")).containsExactly(List.of("1"), List.of("9"));
  }

  @Test
  void tooManyBadRows_nothingIsImported() throws IOException {
    Path file =
        file(
            "a.csv",
            """
            event_id,event_time,ad_id,price,clicks
            1,2026-03-01,a,1,1
            2,x,a,1,1
            3,2026-03-01,a,1,y
            """);

    ImportReport report =
        new Importer(warehouse, kernel, warehouse.clock())
            .importFiles(
                "clicks",
                List.of(clicks()),
                List.of(file),
                ImportOptions.withMaxBadRows(1),
                ImportProgress.NONE);

    FileReport only = report.files().get(0);
    assertThat(only.status()).isEqualTo(Status.REFUSED);
    assertThat(only.reason())
        .isEqualTo(
            file
                + ": 2 bad rows (expected: at most 1, max_bad_rows); nothing of it was imported."
                + " The first:\n"
                + "  line 3: event_time: 'x' is no timestamp: 2,x,a,1,1\n"
                + "  line 4: clicks: 'y' is no bigint: 3,2026-03-01,a,1,y");
    assertThat(warehouse.tables(TableId.LAKE)).doesNotContain(TableId.lake("clicks"));
  }

  @Test
  void json_nested_followsTheDeclaredPaths() throws IOException {
    Path file =
        file(
            "pages.jsonl",
            """
            {"event_id": "1", "event_time": "2026-03-01T01:00:00+02:00", "device": {"os": "x"}, "ads": [{"ad_id": "a", "position": 1}, {"ad_id": 7, "position": "2"}]}
            {"event_id": "2", "event_time": "2026-03-01T01:00:00Z", "ads": []}

            {"event_id": "3", "event_time": "2026-03-01T01:00:00Z", "ads": [{"position": "first"}]}
            {"event_id": "4", "event_time": "2026-03-01T01:00:00Z", "ads": 5}
            {"event_id": "5", "event_time": "2026-03-01T01:00:00Z", "ads": [5]}
            {"event_id": "6", "ads": []}
            {"event_id": "7",
            [1]
            {"event_id": "8", "event_time": 1767225600}
            """);

    ImportReport report = load(List.of(pages()), file);

    assertThat(report.files().get(0).reason()).isNull();
    assertThat(rows("event_id, event_time, device.os, ads"))
        .containsExactly(
            List.of(
                "1",
                Instant.parse("2026-02-28T23:00:00Z"),
                "x",
                List.of(List.of("a", 1L), List.of("7", 2L))),
            java.util.Arrays.asList("2", Instant.parse("2026-03-01T01:00:00Z"), null, List.of()));
    assertThat(rejected().stream().map(row -> row.subList(0, 2)))
        .containsExactly(
            List.of(
                4L,
                "ads: '[{'ad_id': NULL, 'position': first}]' is no struct(ad_id string, position"
                    + " bigint)[]"),
            List.of(5L, "ads is no array"),
            List.of(6L, "an element of ads is no object"),
            List.of(7L, "event_time is missing"),
            List.of(8L, "malformed JSON"),
            List.of(9L, "not an object"),
            List.of(10L, "event_time: '1767225600' is no timestamp"));
  }

  @Test
  void json_undeclaredFields_areKept() throws IOException {
    Path file =
        file(
            "pages.jsonl",
            """
            {"event_id": "1", "event_time": "2026-03-01", "n": 1, "ads": [{"ad_id": "a", "seen": true}]}
            {"event_id": "2", "event_time": "2026-03-01", "at": "2026-03-01T01:00:00+02:00"}
            """);
    load(List.of(pages()), file);
    assertThat(rows("event_id, n, ads, \"at\""))
        .containsExactly(
            java.util.Arrays.asList(
                "1", 1L, List.of(java.util.Arrays.asList("a", true, null)), null),
            java.util.Arrays.asList("2", null, null, Instant.parse("2026-02-28T23:00:00Z")));
  }

  @Test
  void sameContentTwice_isImportedOnce() throws IOException {
    Path file = file("a.csv", "event_id,event_time,ad_id,price,clicks\n1,2026-03-01,a,1,1\n");
    Path copy = file("b.csv", Files.readString(file));

    ImportReport first = load(List.of(clicks()), file, copy);
    ImportReport second = load(List.of(clicks()), copy);

    assertThat(first.files().stream().map(FileReport::status))
        .containsExactly(Status.IMPORTED, Status.ALREADY_IMPORTED);
    assertThat(second.files().stream().map(FileReport::status))
        .containsExactly(Status.ALREADY_IMPORTED);
    assertThat(rows("event_id")).hasSize(1);
  }

  @Test
  void landedAt_ofALaterImport_isLater() throws IOException {
    load(List.of(clicks()), file("a.csv", "event_id,event_time,clicks\n1,2026-03-01,1\n"));
    load(List.of(clicks()), file("b.csv", "event_id,event_time,clicks\n2,2026-03-01,1\n"));
    assertThat(rows("event_id, landed_at"))
        .containsExactly(List.of("1", NOW), List.of("2", NOW.plusNanos(1_000)));
  }

  @Test
  void undeclared_typesAreFound() throws IOException {
    load(
        List.of(),
        zipped(
            "a.csv.gz",
            """
            id;code;seen;x;ok;none
            1;007;2026-03-01 00:00:00;1.5;true;
            2;8;2026-03-02T00:00:00+01:00;2;false;
            """));
    assertThat(rows("id, code, seen, x, ok, none"))
        .containsExactly(
            java.util.Arrays.asList(
                1L, "007", Instant.parse("2026-03-01T00:00:00Z"), 1.5, true, null),
            java.util.Arrays.asList(
                2L, "8", Instant.parse("2026-03-01T23:00:00Z"), 2.0, false, null));
  }

  @Test
  void parquet_isConvertedAndChecked() throws IOException {
    Path file = folder.resolve("a.parquet");
    session.execute(
        """
        COPY (SELECT * FROM (VALUES
            ('1', TIMESTAMPTZ '2026-03-01 00:00:00+02:00', '5'),
            ('2', NULL, '6'),
            ('3', TIMESTAMPTZ '2026-03-01 00:00:00+00:00', 'x'))
          t(event_id, event_time, clicks)) TO '%s' (FORMAT parquet)\
        """
            .formatted(file));

    load(List.of(clicks()), file);

    assertThat(rows("event_id, event_time, clicks"))
        .containsExactly(List.of("1", Instant.parse("2026-02-28T22:00:00Z"), 5L));
    assertThat(rejected())
        .containsExactly(
            List.of(
                2L,
                "event_time is missing",
                "{\"event_id\":\"2\",\"event_time\":null,\"clicks\":\"6\"}"),
            List.of(
                3L,
                "clicks: 'x' is no bigint",
                "{\"event_id\":\"3\",\"event_time\":\"2026-03-01 00:00:00+00\",\"clicks\":\"x\"}"));
  }

  @Test
  void newColumn_isAdded_otherTypeIsRefused() throws IOException {
    load(List.of(clicks()), file("a.csv", "event_id,event_time,clicks\n1,2026-03-01,1\n"));
    load(
        List.of(clicks()),
        file("b.csv", "event_id,event_time,clicks,country\n2,2026-03-01,1,de\n"));
    assertThat(rows("event_id, country"))
        .containsExactly(java.util.Arrays.asList("1", null), List.of("2", "de"));

    Source other =
        source(
            "clicks",
            null,
            column("event_time", Primitive.TIMESTAMP),
            column("clicks", Primitive.DOUBLE));
    Path file = file("c.csv", "event_time,clicks\n2026-03-01,1.5\n");
    assertThatThrownBy(() -> load(List.of(other), file))
        .hasMessage(
            "Column clicks of table lake.clicks has the type bigint (expected: double). A stored"
                + " column keeps its type: declare another column, or import into another table");
  }

  private ImportReport load(List<Source> sources, Path... files) {
    return new Importer(warehouse, kernel, warehouse.clock())
        .importFiles(
            "clicks", sources, List.of(files), ImportOptions.defaults(), ImportProgress.NONE);
  }

  private List<List<Object>> rows(String columns) {
    LakeTable table = warehouse.loadTable(TableId.lake("clicks"));
    return session.query(
        "SELECT "
            + columns
            + " FROM "
            + table.relation(table.files(table.currentSnapshot()))
            + " ORDER BY 1",
        ResultRow::values);
  }

  private List<List<Object>> rejected() {
    LakeTable table = warehouse.loadTable(TableId.lake("clicks__rejected"));
    return session.query(
        "SELECT line, reason, raw FROM "
            + table.relation(table.files(table.currentSnapshot()))
            + " ORDER BY line",
        ResultRow::values);
  }

  private static Source clicks() {
    return source(
        "clicks",
        null,
        column("event_id", Primitive.VARCHAR),
        column("event_time", Primitive.TIMESTAMP),
        column("ad_id", Primitive.VARCHAR),
        column("price", new DataType.Decimal(12, 2)),
        column("clicks", Primitive.BIGINT));
  }

  private static Source pages() {
    return source(
        "clicks",
        "ads",
        column("event_id", Primitive.VARCHAR),
        column("event_time", Primitive.TIMESTAMP),
        new Source.Column("os", Primitive.VARCHAR, "device.os", null),
        new Source.Column("ad", Primitive.VARCHAR, "ads.ad_id", null),
        new Source.Column("position", Primitive.BIGINT, "ads.position", null));
  }

  private static Source.Column column(String name, DataType type) {
    return new Source.Column(name, type, name, null);
  }

  private static Source source(String table, String unnest, Source.Column... columns) {
    return new Source(
        table,
        new Source.LakeTable(table),
        "event_time",
        "event_id",
        null,
        null,
        unnest,
        List.of(columns));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private Path zipped(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return file;
  }
}
