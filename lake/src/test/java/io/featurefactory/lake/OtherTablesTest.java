package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.OtherTable;
import io.featurefactory.model.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg tables that others write, with types and partitions of their own. */
final class OtherTablesTest {
  private static final Schema CLICKS =
      new Schema(
          Types.NestedField.optional(1, "seen_at", Types.TimestampType.withZone()),
          Types.NestedField.optional(2, "market", Types.StringType.get()),
          Types.NestedField.optional(3, "position", Types.IntegerType.get()),
          Types.NestedField.optional(4, "clicked", Types.UUIDType.get()));

  @TempDir Path folder;
  private JdbcCatalog theirs;
  private Warehouse warehouse;
  private Kernel kernel;
  private KernelSession session;

  @BeforeEach
  void open() {
    theirs = new JdbcCatalog(properties -> new LocalFileIO(), null, true);
    theirs.initialize(
        "team",
        Map.of(
            CatalogProperties.URI,
            "jdbc:sqlite:" + folder.resolve("theirs.db"),
            CatalogProperties.WAREHOUSE_LOCATION,
            folder + "/theirs"));
    warehouse = Warehouse.open(settings("web.clicks"), Clock.systemUTC());
    kernel = Kernel.open(new KernelSettings(1, 1 << 28, folder.resolve("spill")));
    session = kernel.session();
  }

  @AfterEach
  void close() {
    session.close();
    kernel.close();
    warehouse.close();
    theirs.close();
  }

  private WarehouseSettings settings(String table) {
    return settings("theirs.db", table);
  }

  private WarehouseSettings settings(String database, String table) {
    CatalogSettings catalog =
        new CatalogSettings.Database(
            new DatabaseUrl("jdbc:sqlite:" + folder.resolve(database)), "team");
    int dot = table.indexOf('.');
    return new WarehouseSettings(
        folder.resolve("warehouse").toString(),
        new CatalogSettings.Database(
            new DatabaseUrl("jdbc:sqlite:" + folder.resolve("catalog.db")), "test"),
        "test",
        StorageSettings.OF_MACHINE,
        Map.of(
            "clicks",
            new OtherTable(
                "dwh." + table,
                catalog,
                List.of(table.substring(0, dot)),
                table.substring(dot + 1))));
  }

  /** The table, as another engine makes it. */
  private Table make(PartitionSpec spec) {
    return theirs.createTable(TableIdentifier.of(Namespace.of("web"), "clicks"), CLICKS, spec);
  }

  /** Four rows of an hour. */
  private void append(Table table, int hour, String partition) throws Exception {
    Path file = folder.resolve("theirs").resolve(hour + ".parquet");
    Files.createDirectories(file.getParent());
    session.execute(
        """
        COPY (SELECT TIMESTAMPTZ '2026-03-01 %02d:10:00+00' + to_minutes(i) AS seen_at, 'de' AS market,
            i::INTEGER AS position, uuid() AS clicked FROM range(4) r(i))
        TO '%s' (FORMAT parquet, FIELD_IDS {seen_at: 1, market: 2, position: 3, clicked: 4})
        """
            .formatted(hour, file));
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(file.toString())
                .withFileSizeInBytes(Files.size(file))
                .withRecordCount(4)
                .withPartitionPath(partition)
                .build())
        .commit();
  }

  private SourceInput input() {
    return SourceInputs.of(warehouse, kernel, folder).open(source());
  }

  private static Source source() {
    return new Source(
        "clicks",
        new Source.LakeTable("clicks"),
        "seen_at",
        null,
        null,
        null,
        null,
        List.of(
            new Source.Column("seen_at", Primitive.TIMESTAMP, "seen_at", null),
            new Source.Column("position", Primitive.BIGINT, "position", null),
            new Source.Column("clicked", Primitive.VARCHAR, "clicked", null)));
  }

  private List<List<Object>> events(SourceInput input, List<LakeFile> files) {
    String events = input.events(files, unused -> "NULL").events();
    return session.query(
        "SELECT count(*), min(seen_at), max(seen_at + INTERVAL 1 HOUR), sum(position)::BIGINT, max(length(clicked)) FROM ("
            + events
            + ") WHERE seen_at < TIMESTAMP '2026-03-01 08:00:00'",
        ResultRow::values);
  }

  @Test
  void events_ofHoursAndMarkets_areReadAsTheyLand() throws Exception {
    Table table = make(PartitionSpec.builderFor(CLICKS).identity("market").hour("seen_at").build());
    append(table, 7, "market=de/seen_at_hour=492319");
    SourceInput input = input();
    long first = input.newest();
    append(table, 8, "market=de/seen_at_hour=492320");

    Instant begin = Instant.parse("2026-03-01T07:10:00Z");
    Instant end = Instant.parse("2026-03-01T08:13:00Z");
    assertThat(events(input, input.files(first))).containsExactly(List.of(4L, begin, end, 6L, 36L));
    long second = input.newest();
    assertThat(input.added(first, second)).hasSize(1);
    assertThat(input.files(second))
        .hasSize(2)
        .allMatch(file -> input.eventTimes(file).mayOverlap(begin, end));
    assertThat(events(input, input.files(second)))
        .containsExactly(List.of(4L, begin, end, 6L, 36L));
    assertThat(warehouse.tables("lake")).containsExactly(TableId.lake("clicks"));
  }

  @Test
  void events_afterThePartitionsAndColumnsChanged_areAllThere() throws Exception {
    Table table = make(PartitionSpec.unpartitioned());
    append(table, 7, "");
    table.updateSpec().addField(Expressions.day("seen_at")).commit();
    table
        .updateSchema()
        .renameColumn("position", "place")
        .addColumn("n", Types.LongType.get())
        .commit();
    table.updateSchema().renameColumn("place", "position").commit();
    append(table, 6, "seen_at_day=2026-03-01");
    SourceInput input = input();

    List<LakeFile> files = input.files(input.newest());

    Instant begin = Instant.parse("2026-03-01T06:10:00Z");
    assertThat(files)
        .allMatch(file -> input.eventTimes(file).mayOverlap(begin, begin.plusSeconds(1)));
    assertThat(events(input, files))
        .containsExactly(List.of(8L, begin, Instant.parse("2026-03-01T08:13:00Z"), 12L, 36L));
  }

  @Test
  void changes_ofATableOfOthers_areRefused() throws Exception {
    append(make(PartitionSpec.unpartitioned()), 7, "");
    TableId id = TableId.lake("clicks");
    LakeTable table = warehouse.loadTable(id);
    String refusal = "lake.clicks is the table dwh.web.clicks, which others write";

    assertThatThrownBy(() -> table.commit(Commit.append(List.of()))).hasMessageContaining(refusal);
    assertThatThrownBy(() -> warehouse.dropTable(id)).hasMessageContaining(refusal);
    assertThatThrownBy(() -> warehouse.addColumns(id, List.of())).hasMessageContaining(refusal);
    assertThatThrownBy(
            () ->
                new Housekeeping(warehouse, kernel)
                    .expireSnapshots(id, Instant.parse("2100-01-01T00:00:00Z"), List.of()))
        .hasMessageContaining(refusal);
    assertThatThrownBy(() -> new Housekeeping(warehouse, kernel).removeOrphans(id, Instant.now()))
        .hasMessageContaining(refusal);
    Path file = Files.writeString(folder.resolve("more.csv"), "position\n1\n");
    assertThatThrownBy(
            () ->
                new Importer(warehouse, kernel, Clock.systemUTC())
                    .importFiles(
                        "clicks",
                        List.of(),
                        List.of(file),
                        ImportOptions.withMaxBadRows(0),
                        (f, index, count, fraction) -> {}))
        .hasMessageContaining(refusal);
    assertThat(theirs.loadTable(TableIdentifier.of("web", "clicks")).history()).hasSize(1);
  }

  @Test
  void tables_whoseColumnsCouldBeMistaken_areRefused() {
    Table table = make(PartitionSpec.unpartitioned());
    table.updateProperties().set("schema.name-mapping.default", "[]").commit();
    assertRefused("dwh.web.clicks has files that it did not write");
    table.updateProperties().remove("schema.name-mapping.default").commit();
    table.updateSchema().addColumn("Market", Types.LongType.get()).commit();
    assertRefused("dwh.web.clicks has the columns market and Market");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> warehouse.loadTable(TableId.lake("clicks")))
        .hasMessageStartingWith(message);
  }

  @Test
  void columns_withStructs_areThereWhileTheirFieldsAreThoseOfTheirNames() {
    Table table = make(PartitionSpec.unpartitioned());
    Types.StructType place =
        Types.StructType.of(
            Types.NestedField.optional(11, "lat", Types.DoubleType.get()),
            Types.NestedField.optional(12, "lon", Types.FloatType.get()));
    table
        .updateSchema()
        .addColumn("geo", place)
        .addColumn("ads", Types.ListType.ofOptional(20, place))
        .addColumn(
            "odd", Types.StructType.of(Types.NestedField.optional(11, "a b", Types.LongType.get())))
        .commit();
    assertThat(names()).containsExactly("seen_at", "market", "position", "clicked", "geo", "ads");

    table.updateSchema().addColumn("geo", "height", Types.LongType.get()).commit();
    table.updateSchema().renameColumn("ads.element.lat", "latitude").commit();
    assertThat(names()).containsExactly("seen_at", "market", "position", "clicked", "geo");

    table.updateSchema().deleteColumn("geo.lon").commit();
    table.updateSchema().addColumn("geo", "lon", Types.DoubleType.get()).commit();
    assertThat(names()).containsExactly("seen_at", "market", "position", "clicked");
  }

  private List<String> names() {
    return warehouse.loadTable(TableId.lake("clicks")).columns().stream()
        .map(LakeField::name)
        .toList();
  }

  @Test
  void cursor_ofATableThatIsGone_isAnError() throws Exception {
    append(make(PartitionSpec.unpartitioned()), 7, "");
    long read = input().newest();
    WarehouseSettings own = settings("web.clicks");
    WarehouseSettings unmapped =
        new WarehouseSettings(
            own.location(), own.catalog(), own.project(), own.storage(), Map.of());
    try (Warehouse without = Warehouse.open(unmapped, Clock.systemUTC())) {
      SourceInput gone = SourceInputs.of(without, kernel, folder).open(source());
      assertThat(gone.newest()).isZero();
      assertThat(gone.added(0, 0)).isEmpty();
      assertThatThrownBy(() -> gone.added(read, 0))
          .hasMessageStartingWith("Table lake.clicks is gone, of which rows were read before");
    }
  }

  @Test
  void tables_thatAreNotThere_areNamedWithWhatMayBeMeant() {
    make(PartitionSpec.unpartitioned());
    assertThatThrownBy(() -> find("web.click"))
        .hasMessage(
            "The catalog jdbc:sqlite:%s/theirs.db has no Iceberg table web.click (did you mean 'clicks'?). Check lake: in factory.yaml, which names it dwh.web.click"
                .formatted(folder));
    assertThatThrownBy(() -> find("wbe.clicks")).hasMessageContaining("(did you mean 'web'?)");
  }

  @Test
  void catalogs_ofOthers_areNeitherMadeNorChanged() throws Exception {
    make(PartitionSpec.unpartitioned());
    warehouse.loadTable(TableId.lake("clicks"));
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("theirs.db"));
        Statement statement = connection.createStatement();
        ResultSet mode = statement.executeQuery("PRAGMA journal_mode")) {
      assertThat(mode.getString(1)).isEqualTo("delete");
    }
    try (Warehouse mistyped =
        Warehouse.open(settings("their.db", "web.clicks"), Clock.systemUTC())) {
      assertThatThrownBy(() -> mistyped.loadTable(TableId.lake("clicks")))
          .hasMessageStartingWith("There is no catalog jdbc:sqlite:" + folder + "/their.db");
    }
    assertThat(folder.resolve("their.db")).doesNotExist();
  }

  private void find(String table) {
    try (Warehouse mistyped = Warehouse.open(settings(table), Clock.systemUTC())) {
      mistyped.loadTable(TableId.lake("clicks"));
    }
  }
}
