package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.testkit.servers.PostgresServer;
import io.featurefactory.testkit.servers.TcpProxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalog in PostgreSQL, and a network that fails before it. */
final class PostgresCatalogTest {
  private static PostgresServer server;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<List<Object>> ids(int count) {
    return LongStream.range(0, count).mapToObj(id -> List.<Object>of(id)).toList();
  }

  @Test
  void commit_byManyAtOnce_losesNothing() throws Exception {
    String catalog = server.createDatabase("shared");
    int writers = 4;
    int each = 8;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<?>> all = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      int first = writer * each;
      all.add(
          threads.submit(
              () -> {
                try (LakeFixture lake = new LakeFixture(folder, catalog)) {
                  LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
                  for (int id = first; id < first + each; id++) {
                    table.commit(Commit.append(lake.ids(table, Integer.toString(id))));
                  }
                }
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();

    try (LakeFixture lake = new LakeFixture(folder, catalog)) {
      assertThat(lake.rows(LakeWriterMain.SPEC.id(), "id", "ORDER BY id"))
          .isEqualTo(ids(writers * each));
    }
  }

  /** The change was made; whoever makes it again has every row twice. */
  @Test
  void commit_whoseAnswerIsLost_isDoneOnce() {
    String catalog = server.createDatabase("lost");
    try (TcpProxy proxy = TcpProxy.to(server.port());
        LakeFixture lake =
            new LakeFixture(
                folder, catalog.replace(":" + server.port() + "/", ":" + proxy.port() + "/"))) {
      LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
      for (int id = 0; id < 3; id++) {
        List<LakeFile> files = lake.ids(table, Integer.toString(id));
        proxy.loseAnswerTo("UPDATE iceberg_tables");

        CommitOutcome outcome = table.commit(Commit.append(files));

        assertThat(outcome).isInstanceOf(CommitOutcome.Done.class);
        assertThat(lake.rows(table.id(), "id", "ORDER BY id")).isEqualTo(ids(id + 1));
      }
    }
  }

  @Test
  void commit_whileTheServerIsGone_isToldAndWorksAfterwards() {
    try (PostgresServer mortal = PostgresServer.start()) {
      String catalog = mortal.createDatabase("gone");
      try (LakeFixture lake = new LakeFixture(folder, catalog)) {
        LakeTable table = lake.warehouse.createTable(LakeWriterMain.SPEC);
        List<LakeFile> files = lake.ids(table, "0");
        mortal.kill();
        assertThatThrownBy(() -> table.commit(Commit.append(files)))
            .isInstanceOf(FactoryException.class)
            .hasMessageContainingAll("The catalog postgresql://127.0.0.1:", "then run again")
            .message()
            .doesNotContain(PostgresServer.PASSWORD);

        mortal.restart();
        table.commit(Commit.append(lake.ids(table, "0")));

        assertThat(lake.rows(table.id(), "id", "")).isEqualTo(ids(1));
      }
    }
  }

  @Test
  void open_lostCatalogOfAWarehouseWithTables_isRefused() {
    try (LakeFixture lake = new LakeFixture(folder, server.createDatabase("first"))) {
      lake.warehouse.createTable(LakeWriterMain.SPEC);
    }
    String other = server.createDatabase("other");

    assertThatThrownBy(() -> new LakeFixture(folder, other))
        .isInstanceOf(FactoryException.class)
        .hasMessageContainingAll("is missing or empty, but the warehouse has tables");
  }

  @Test
  void open_wrongPassword_isTold() {
    String catalog =
        server.createDatabase("closed").replace(PostgresServer.PASSWORD, "guessed-wrong");

    assertThatThrownBy(() -> new LakeFixture(folder, catalog))
        .isInstanceOf(FactoryException.class)
        .hasMessageContainingAll("The catalog", "password authentication failed")
        .message()
        .doesNotContain("guessed-wrong");
  }
}
