package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.server.LookupServer;
import io.featurefactory.server.ServerSettings;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ServicePlan;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ff serve} serves, beside what {@code ff get} says. */
final class ServeTest {
  private static final Instant NOW = Instant.parse("2026-03-06T03:00:00Z");

  @TempDir static Path temporary;

  private static CommandLineDriver shop;
  private static Project project;
  private static AppliedCatalog catalog;
  private static ServiceLookup lookup;
  private static LookupServer server;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start() {
    CommandLineDriver driver = new CommandLineDriver(temporary, NOW);
    done(driver.ff("demo", "--events", "3000", "--days", "3", "--dir", folder().toString()));
    shop = driver.in("shop");
    ProjectFiles files = new ProjectFiles(folder(), "", Map.of());
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    project = new Project(files.settings(), clock);
    catalog =
        new AppliedCatalog(
            project.control().registry(), new ServedPlans(files, ""), Duration.ofMillis(20));
    lookup = new ServiceLookup(project::store, clock);
    server =
        LookupServer.start(ServerSettings.at("127.0.0.1", 0), catalog, lookup, clock, List.of());
  }

  @AfterAll
  static void stop() {
    server.close();
    lookup.close();
    catalog.close();
    project.close();
  }

  private static Path folder() {
    return temporary.resolve("shop");
  }

  private static void done(CommandLineDriver.Result result) {
    assertThat(result.code()).as(result.err() + result.out()).isZero();
  }

  @Test
  void lookup_ofAService_saysWhatGetSays() throws Exception {
    for (int ad = 1; ad < 30; ad++) {
      String row = "ad_id=AD-%d query_category=phones user_id=U-%d".formatted(ad, ad);
      CommandLineDriver.Result got = shop.ff("get search_ranking " + row + " --output json");
      done(got);
      JsonNode answer =
          ask(
              """
              {"service": "search_ranking", "entities": {"ad_id": "AD-%d", "query_category": "phones", "user_id": "U-%d"}}"""
                  .formatted(ad, ad));
      JsonNode values = json.readTree(got.out()).get("values");
      assertThat(answer.get("features")).hasSameSizeAs(values).isNotEmpty();
      for (int i = 0; i < values.size(); i++) {
        JsonNode feature = answer.get("features").get(i);
        assertThat(feature.get("name")).isEqualTo(values.get(i).get("feature"));
        assertThat(feature.get("values").get(0)).isEqualTo(values.get(i).get("value"));
      }
    }
  }

  @Test
  void lookup_ofANameThatIsNotApplied_isToldAsByGet() throws Exception {
    HttpResponse<String> answer = post("{\"service\": \"search_rankin\", \"entities\": {}}");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("did you mean 'search_ranking'?");
    assertThat(post("{\"view\": \"ad_trend@9\", \"entities\": {}}").statusCode()).isEqualTo(404);
  }

  @Test
  void catalog_anotherServiceIsApplied_servesItWithoutARestart() throws Exception {
    Files.writeString(
        folder().resolve("features/trend.yaml"),
        """
        kind: feature_service
        name: trend_only
        version: 1
        owner: me@example.com
        description: One feature
        features: [ad_trend.ad_trend_72h]
        """);
    assertThatThrownBy(() -> catalog.service("trend_only")).hasMessageContaining("trend_only");
    done(shop.ff("apply"));

    String body = "{\"service\": \"trend_only\", \"entities\": {\"ad_id\": \"AD-1\"}}";
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (post(body).statusCode() == 404) {
      assertThat(System.nanoTime()).as("the new service is noticed").isLessThan(end);
      Thread.onSpinWait();
    }
    assertThat(ask(body).get("features").get(0).get("name").asText())
        .isEqualTo("ad_trend.ad_trend_72h");
    assertThat(catalog.services())
        .extracting(ServicePlan::toString)
        .contains("search_ranking@1", "trend_only@1");
  }

  @Test
  void catalog_serviceThatIsOffline_isRefusedAloneWithItsReason() throws Exception {
    Files.writeString(
        folder().resolve("features/offline.yaml"),
        """
        kind: feature_view
        name: offline_view
        version: 1
        owner: me@example.com
        source: clickstream
        keys: [ad_id]
        every: 1d
        online: []
        aggregates:
          - {name: n, expr: "count(*)", windows: [1d]}
        features:
          - {name: events_1d, expr: n_1d}
        ---
        kind: feature_service
        name: a_training_only
        version: 1
        owner: me@example.com
        features: [offline_view.events_1d]
        """);
    done(shop.ff("apply"));
    String body = "{\"service\": \"a_training_only\", \"entities\": {\"ad_id\": \"AD-1\"}}";
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!post(body).body().contains("is offline only")) {
      assertThat(System.nanoTime()).as(post(body).body()).isLessThan(end);
      Thread.onSpinWait();
    }
    assertThat(catalog.services())
        .extracting(ServicePlan::toString)
        .contains("search_ranking@1")
        .doesNotContain("a_training_only@1");
  }

  @Test
  void lookup_whileRunsArePublishedAndRebuilt_neverFails() throws Exception {
    String body =
        """
        {"service": "search_ranking", "entities": {"ad_id": ["AD-1", "AD-2", "AD-3"], "query_category": "phones", "user_id": "U-1"}}""";
    Thread publisher =
        new Thread(
            () -> {
              CommandLineDriver later =
                  new CommandLineDriver(folder(), NOW.plus(Duration.ofHours(4)));
              done(later.ff("run"));
              done(later.ff("publish", "--rebuild"));
              String views =
                  "publish ad_performance ad_trend ad_facts seller_quality category_prices"
                      + " user_interests";
              done(later.ff(views + " --rollback"));
              done(later.ff(views));
            });
    publisher.start();
    int asked = 0;
    Map<String, Long> runs = new HashMap<>();
    while (publisher.isAlive() || asked < 50) {
      JsonNode answer = ask(body);
      assertThat(answer.get("complete").asBoolean()).as("%s", answer).isTrue();
      for (JsonNode view : answer.get("views")) {
        long run = view.get("run").asLong();
        Long before = runs.put(view.get("view").asText(), run);
        assertThat(before == null || before <= run).as("%s after run %s", view, before).isTrue();
        assertThat(view.get("behind").asBoolean()).as("%s", view).isFalse();
      }
      asked++;
    }
    publisher.join();
    assertThat(ask(body).get("views").toString()).contains("2026-03-06T07:00:00Z");
  }

  @Test
  void wrongOptions_areRefused() {
    assertThat(shop.ff("serve --port 70000").err())
        .contains("--port: 70000 (expected: 0 to 65535)");
    assertThat(shop.ff("serve --within 0").err()).contains("--within: 0 (expected: at least 1)");
    CommandLineDriver.Result taken = shop.ff("serve", "--port", String.valueOf(server.port()));
    assertThat(taken.code()).isEqualTo(1);
    assertThat(taken.err()).contains("Cannot listen at 127.0.0.1, port " + server.port());
  }

  private JsonNode ask(String body) throws Exception {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  private HttpResponse<String> post(String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.uri() + "/v1/lookup"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void publish_throttled_writesTheSame() throws Exception {
    assertThat(shop.ff("publish", "--throttle", "0").err())
        .contains("--throttle: 0 (expected: at least 1)");
    done(shop.ff("publish", "--rebuild", "--throttle", "100000"));
    done(shop.ff("verify"));
  }
}
