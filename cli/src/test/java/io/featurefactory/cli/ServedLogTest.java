package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.featurefactory.cli.project.Project;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are kept: where, and that they are what training sees. */
final class ServedLogTest {
  private static final String ONE =
      """
      {"service": "search_ranking", "entities": {"ad_id": "AD-1", "query_category": "phones", "user_id": "U-1"}}""";

  @TempDir static Path temporary;

  private static ServedShop shop;

  @BeforeAll
  static void start() {
    shop = ServedShop.create(temporary);
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  @Test
  void answers_whileRunsArePublishedAndRebuilt_areWhatTrainingSees() throws Exception {
    long there = rows() + 50;
    long before = shop.log().logged();
    long dropped = shop.log().dropped();
    shop.askPages(20);
    Thread publisher =
        new Thread(
            () -> {
              for (int hour = 0; hour < 3; hour++) {
                shop.clock().forward(Duration.ofHours(1));
                shop.done("run");
              }
              shop.done("publish --rebuild");
            });
    publisher.start();
    int pages = 0;
    while (publisher.isAlive() || pages < 40) {
      shop.askPages(1);
      pages++;
    }
    publisher.join();
    shop.askPages(20);
    shop.flush();

    CommandLineDriver.Result result = shop.ff("verify --served search_ranking --output json");

    assertThat(result.code()).as(result.out() + result.err()).isZero();
    JsonNode served = shop.read(result.out()).get("served").get(0);
    assertThat(served.get("table").asText()).isEqualTo("served.search_ranking_v1");
    long lost = shop.log().dropped() - dropped;
    assertThat(shop.log().logged() - before).isEqualTo(50L * (40 + pages) - lost);
    assertThat(served.get("rows").asLong()).isEqualTo(there + shop.log().logged() - before);
    assertThat(served.get("changed_rows").asLong()).isZero();
    for (JsonNode part : served.get("parts")) {
      for (JsonNode cause : part.get("causes")) {
        assertThat(cause.get("cause").asText()).as("%s", part).isIn("same", "publishing");
      }
    }
  }

  @Test
  void answers_areWhatPlainLoopsFindInTheLog() {
    shop.askPages(2);
    shop.flush();
    try (Project project = shop.project();
        KernelSession session = project.kernel().session()) {
      Map<Long, Instant> boundaries = new HashMap<>();
      session.forEach(
          "SELECT run, boundary FROM %s WHERE view = 'ad_trend'"
              .formatted(relation(project, "ops", "runs")),
          row -> boundaries.put(row.longValue(0), row.instant(1)));
      Map<String, List<Logged>> log = new HashMap<>();
      session.forEach(
          "SELECT ad_id, feature_time, ad_trend_72h FROM "
              + relation(project, "log", "ad_trend_v1_log"),
          row ->
              log.computeIfAbsent(row.string(0), ad -> new ArrayList<>())
                  .add(new Logged(row.instant(1), row.value(2))));
      long[] compared = new long[1];
      session.forEach(
          "SELECT ad_id, ad_trend__run, ad_trend__ad_trend_72h FROM "
              + relation(project, "served", "search_ranking_v1"),
          row -> {
            Instant boundary = boundaries.get(row.longValue(1));
            Logged latest = new Logged(Instant.MIN, null);
            for (Logged logged : log.getOrDefault(row.string(0), List.of())) {
              if (!logged.time().isAfter(boundary) && logged.time().isAfter(latest.time())) {
                latest = logged;
              }
            }
            assertThat(row.value(2)).isEqualTo(latest.value());
            compared[0]++;
          });
      assertThat(compared[0]).isGreaterThanOrEqualTo(100);
    }
    shop.done("verify --served");
  }

  private record Logged(Instant time, @Nullable Object value) {}

  private static String relation(Project project, String namespace, String name) {
    LakeTable table = project.warehouse().loadTable(new TableId(namespace, name));
    return table.relation(table.files(table.currentSnapshot()));
  }

  @Test
  void twoServers_writeIntoOneTable() throws Exception {
    long before = rows();
    try (ServedShop other = ServedShop.beside(shop)) {
      Thread asking = new Thread(() -> other.askPages(20));
      asking.start();
      shop.askPages(20);
      asking.join();
      other.flush();
      shop.flush();
      assertThat(other.log().failed()).isZero();
    }
    assertThat(rows()).isEqualTo(before + 2_050);
    shop.done("verify --served");
  }

  private static long rows() {
    shop.askPages(1);
    shop.flush();
    CommandLineDriver.Result found =
        shop.ff("sql", "SELECT count(*) AS n FROM served.search_ranking_v1", "--output", "json");
    return shop.read(found.out()).get("rows").get(0).get("n").asLong() - 50;
  }

  @Test
  void requestId_isTheCallersOrANewOne_andInTheTable() {
    String mine =
        shop.send(ONE, Map.of("x-request-id", "mine-1")).headers().firstValue("x-request-id").get();
    String other =
        shop.send(ONE, Map.of("x-request-id", "a b")).headers().firstValue("x-request-id").get();
    assertThat(mine).isEqualTo("mine-1");
    assertThat(other).matches("[0-9a-f]{32}");
    shop.flush();

    CommandLineDriver.Result found =
        shop.ff(
            "sql",
            "SELECT * FROM served.search_ranking_v1 WHERE request_id = 'mine-1'",
            "--output",
            "json");
    assertThat(found.code()).as(found.err()).isZero();
    JsonNode row = shop.read(found.out()).get("rows").get(0);
    assertThat(row.get("ad_id").asText()).isEqualTo("AD-1");
    assertThat(row.get("seller_id").asText()).startsWith("S");
    assertThat(row.get("seller_id__sent").asBoolean()).isFalse();
    assertThat(row.get("ad_trend__run").asLong()).isPositive();
    assertThat(shop.metrics()).contains("ff_served_log_rows_total", "ff_served_log_queued_rows");
  }

  @Test
  void lookups_whileTheTableCannotBeWritten_goOnAndAreLoggedLater() throws Exception {
    shop.askPages(1);
    shop.flush();
    long failed = shop.log().failed();
    Path data = shop.folder().resolve(".factory/warehouse/served/search_ranking_v1/data");
    Path aside = data.resolveSibling("aside");
    Files.move(data, aside);
    Files.writeString(data, "no folder");
    try {
      long before = shop.log().logged();
      while (shop.log().failed() < failed + 2) {
        shop.askPages(1);
      }
      assertThat(shop.log().logged()).isEqualTo(before);
      long dropped = shop.log().dropped();
      while (shop.log().dropped() == dropped) {
        shop.askPages(5);
      }
    } finally {
      Files.delete(data);
      Files.move(aside, data);
    }
    long lost = shop.log().dropped();
    shop.flush();
    assertThat(shop.log().dropped()).isEqualTo(lost);
    shop.done("verify --served");
  }

  @Test
  void verify_withoutAnswers_saysHowToGetThem() {
    CommandLineDriver.Result none = shop.ff("verify --served ad_facts");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("No answers of ad_facts were kept", "--log-share 1%");
    assertThat(shop.ff("verify --sample 1%").err()).contains("add --served");
    assertThat(shop.ff("verify --served --sample 101%").err())
        .contains("'101%' (expected: a share such as 1% or 0.01)");
  }
}
