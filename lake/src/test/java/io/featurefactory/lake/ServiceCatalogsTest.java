package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.testkit.servers.MotoServer;
import io.featurefactory.testkit.servers.RestCatalogServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Warehouses whose catalog is a service: Iceberg's REST protocol, and AWS Glue. */
final class ServiceCatalogsTest {
  private static final TableId EVENTS = TableId.lake("events");
  private static final TableSpec SPEC =
      new TableSpec(EVENTS, List.of(ColumnSpec.nullable("id", Primitive.BIGINT)));
  private static final String BUCKET = "lake";

  private static MotoServer moto;

  @TempDir Path folder;
  private RestCatalogServer rest;
  private Kernel kernel;
  private KernelSession session;

  enum Service {
    REST,
    GLUE
  }

  @BeforeAll
  static void startMoto() {
    moto = MotoServer.start();
    moto.createBucket(BUCKET);
    // who has no account needs some key all the same
    System.setProperty("aws.accessKeyId", "tester");
    System.setProperty("aws.secretAccessKey", "tester-secret");
  }

  @AfterAll
  static void stopMoto() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    moto.close();
  }

  @BeforeEach
  void start() {
    rest = RestCatalogServer.start(folder);
    kernel =
        Kernel.open(
            new KernelSettings(1, 1 << 28, folder.resolve("spill"), storageOf(Service.GLUE)));
    session = kernel.session();
  }

  @AfterEach
  void stop() {
    session.close();
    kernel.close();
    rest.close();
  }

  private static StorageSettings storageOf(Service service) {
    return service == Service.REST
        ? StorageSettings.OF_MACHINE
        : new StorageSettings(
            Map.of(
                "s3.endpoint",
                moto.uri().toString(),
                "s3.path-style-access",
                "true",
                "client.region",
                "eu-west-1"));
  }

  /** A project; each test has warehouses of its own. */
  private WarehouseSettings settings(Service service, String project) {
    CatalogSettings catalog =
        service == Service.REST
            ? new CatalogSettings.Rest(rest.url(), Map.of())
            : new CatalogSettings.Glue(
                Map.of("client.region", "eu-west-1", "glue.endpoint", moto.uri().toString()));
    String root =
        service == Service.REST ? folder.toString() : "s3://" + BUCKET + "/" + folder.getFileName();
    return new WarehouseSettings(
        root + "/" + project, catalog, project, storageOf(service), Map.of());
  }

  private Warehouse open(Service service, String project) {
    return Warehouse.open(settings(service, project), Clock.systemUTC());
  }

  private List<LakeFile> rows(LakeTable table, long from, long to) {
    String select = "SELECT range AS id FROM range(%d, %d)".formatted(from, to);
    return session.write(select, table.target(), WriteOptions.defaults());
  }

  private List<List<Object>> count(LakeTable table) {
    String relation = table.relation(table.files(table.currentSnapshot()));
    return session.query("SELECT count(*), sum(id)::BIGINT FROM " + relation, ResultRow::values);
  }

  @ParameterizedTest
  @EnumSource
  void tables_areMadeChangedListedAndDropped(Service service) {
    String project = "shop_" + service.name().toLowerCase(Locale.ROOT);
    try (Warehouse warehouse = open(service, project);
        Warehouse again = open(service, project);
        Warehouse other = open(service, project + "_lake")) {
      assertThat(warehouse.findTable(EVENTS)).isNull();
      LakeTable table = warehouse.createTable(SPEC);
      table.commit(Commit.append(rows(table, 0, 10)));
      LakeTable seen = again.loadTable(EVENTS);
      seen.commit(Commit.append(rows(seen, 10, 20)).with("k", "v"));
      again.addColumns(EVENTS, List.of(ColumnSpec.nullable("name", Primitive.VARCHAR)));
      again.createTable(new TableSpec(new TableId("log", "events"), SPEC.columns()));

      assertThat(count(table)).containsExactly(List.of(20L, 190L));
      assertThat(table.summary(table.currentSnapshot())).containsEntry("k", "v");
      assertThat(table.findColumn("name")).isNotNull();
      assertThat(warehouse.tables("lake")).containsExactly(EVENTS);
      assertThat(other.tables("lake")).isEmpty();
      assertThat(other.findTable(EVENTS)).isNull();

      assertThat(warehouse.dropTable(EVENTS)).isTrue();
      assertThat(warehouse.dropTable(EVENTS)).isFalse();
      assertThat(again.findTable(EVENTS)).isNull();
      assertThat(
              StoredFiles.of(warehouse.settings())
                  .inside(warehouse.settings().location() + "/lake"))
          .as("what is left of the table")
          .allMatch(file -> file.location().contains(".metadata.json"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void fence_ofANewerEpoch_refusesTheOlder(Service service) {
    try (Warehouse warehouse = open(service, "fence_" + service.name().toLowerCase(Locale.ROOT))) {
      LakeTable table = warehouse.createTable(SPEC);
      assertThat(table.fence("view", 4)).isInstanceOf(CommitOutcome.Done.class);
      assertThat(table.fence("view", 4)).isInstanceOf(CommitOutcome.Done.class);
      assertThat(table.fence("view", 3)).isEqualTo(new CommitOutcome.Superseded(4));
      assertThat(table.newestEpoch("view")).isEqualTo(4);

      assertThat(table.commit(Commit.append(List.of()).fenced(new Fence("view", 3, "17"))))
          .isEqualTo(new CommitOutcome.Superseded(4));
      assertThat(table.commit(Commit.append(List.of()).fenced(new Fence("view", 4, "17"))))
          .isInstanceOf(CommitOutcome.Done.class);
      assertThat(table.commit(Commit.append(List.of()).fenced(new Fence("view", 4, "17"))))
          .isInstanceOf(CommitOutcome.AlreadyDone.class);

      table.fence("view", 5);
      new Housekeeping(warehouse, kernel)
          .expireSnapshots(EVENTS, Instant.parse("2100-01-01T00:00:00Z"), List.of());
      assertThat(table.newestEpoch("view")).isEqualTo(5);
      assertThat(table.commit(Commit.append(List.of()).fenced(new Fence("view", 5, "17"))))
          .as("the last run outlives its snapshot")
          .isInstanceOf(CommitOutcome.AlreadyDone.class);
    }
  }

  @Test
  void commit_thatIsOnItsWayWhenTheFenceIsRaised_isRefused() {
    try (Warehouse frozen = open(Service.REST, "shop");
        Warehouse next = open(Service.REST, "shop")) {
      LakeTable table = frozen.createTable(SPEC);
      List<LakeFile> files = rows(table, 0, 10);
      rest.beforeNextCommit(() -> next.loadTable(EVENTS).fence("view", 4));

      assertThat(table.commit(Commit.append(files).fenced(new Fence("view", 3, "17"))))
          .isEqualTo(new CommitOutcome.Superseded(4));
      assertThat(files).noneMatch(file -> Files.exists(Path.of(file.path())));
      assertThat(table.files(table.currentSnapshot())).isEmpty();
    }
  }

  @Test
  void commit_whoseAnswerIsLost_isDoneOnce() {
    try (Warehouse warehouse = open(Service.REST, "shop")) {
      LakeTable table = warehouse.createTable(SPEC);
      List<LakeFile> files = rows(table, 0, 10);
      rest.loseNextAnswer();

      assertThat(table.commit(Commit.append(files))).isInstanceOf(CommitOutcome.Done.class);
      assertThat(count(table)).containsExactly(List.of(10L, 45L));
    }
  }

  @Test
  void commit_toAServiceThatIsGone_leavesItsFiles_andSaysThatNobodyKnows() {
    try (Warehouse warehouse = open(Service.REST, "shop")) {
      LakeTable table = warehouse.createTable(SPEC);
      List<LakeFile> files = rows(table, 0, 10);
      rest.beforeNextCommit(rest::close);

      assertThatThrownBy(() -> table.commit(Commit.append(files)))
          .hasMessageContaining(
              "It is not known whether the commit to table lake.events succeeded");
      assertThat(files).allMatch(file -> Files.exists(Path.of(file.path())));
      assertThatThrownBy(() -> warehouse.loadTable(EVENTS))
          .hasMessageContaining("The catalog " + rest.url() + " does not do what it is asked")
          .hasMessageContaining("Check that the service runs");
    }
  }

  @Test
  void commits_ofSeveralWarehousesAtOnce_areAllThere() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (Warehouse warehouse = open(Service.REST, "shop")) {
      LakeTable table = warehouse.createTable(SPEC);
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int writer = i;
        writers.add(threads.submit((Callable<Object>) () -> write(writer)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertThat(count(table)).containsExactly(List.of(15L, 105L));
    } finally {
      threads.shutdownNow();
    }
  }

  private Object write(int writer) {
    try (Warehouse own = open(Service.REST, "shop");
        KernelSession other = kernel.session()) {
      LakeTable table = own.loadTable(EVENTS);
      for (int i = 0; i < 5; i++) {
        String row = "SELECT %d::BIGINT AS id".formatted(writer * 5 + i);
        table.commit(Commit.append(other.write(row, table.target(), WriteOptions.defaults())));
      }
      return table;
    }
  }

  @Test
  void open_whereTheCatalogIsNew_andTheWarehouseHasTables_isRefused() {
    try (Warehouse warehouse = open(Service.REST, "shop")) {
      warehouse.createTable(SPEC);
    }
    WarehouseSettings old = settings(Service.REST, "shop");
    WarehouseSettings renamed =
        new WarehouseSettings(old.location(), old.catalog(), "shop2", old.storage(), old.others());
    assertThatThrownBy(() -> Warehouse.open(renamed, Clock.systemUTC()))
        .hasMessageContaining("is missing or empty, but the warehouse has tables");
  }

  @ParameterizedTest
  @EnumSource
  void open_ofAnotherProjectOfTheName_isRefused(Service service) {
    String project = "twin_" + service.name().toLowerCase(Locale.ROOT);
    try (Warehouse warehouse = open(service, project)) {
      warehouse.createTable(SPEC);
    }
    WarehouseSettings first = settings(service, project);
    WarehouseSettings second =
        new WarehouseSettings(
            first.location() + "_b", first.catalog(), project, first.storage(), first.others());
    assertThatThrownBy(() -> Warehouse.open(second, Clock.systemUTC()))
        .hasMessageContaining(
            "has a project " + project + " with the warehouse " + first.location())
        .hasMessageContaining("Two projects of one name cannot share a catalog");
  }
}
