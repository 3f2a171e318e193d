package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.online.NetworkLoops;
import io.featurefactory.online.redis.RedisOnlineStore;
import io.featurefactory.server.LookupServer;
import io.featurefactory.server.ServerSettings;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.testkit.servers.RedisServer;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server in front of Redis and, after it, RocksDB, while Redis is frozen, killed, restarted
 * empty and filled again: every lookup gets the values that it got before, in time.
 */
final class ServerFaultsTest {
  private static final Instant NOW = Instant.parse("2026-03-06T03:00:00Z");
  private static final Duration WITHIN = Duration.ofMillis(400);
  private static final Duration PHASE = Duration.ofMillis(1_500);

  @TempDir Path temporary;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<JsonNode> before = new ArrayList<>();

  @Test
  void lookups_whileRedisComesAndGoes_answerTheSameInTime() throws Exception {
    try (RedisServer redis = RedisServer.start(temporary)) {
      CommandLineDriver shop = project(redis);
      ProjectFiles files = new ProjectFiles(temporary.resolve("shop"), "", Map.of());
      Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
      try (NetworkLoops loops = NetworkLoops.start();
          Project project = new Project(files.settings(), clock);
          AppliedCatalog catalog =
              new AppliedCatalog(
                  project.control().registry(), new ServedPlans(files, ""), Duration.ofSeconds(1));
          ServiceLookup lookup =
              new ServiceLookup(name -> connected(project.store(name), loops), clock);
          LookupServer server =
              LookupServer.start(
                  ServerSettings.at("127.0.0.1", 0).withWithin(WITHIN).withLoops(loops),
                  catalog,
                  lookup,
                  clock,
                  List.of())) {
        URI uri = URI.create(server.uri() + "/v1/lookup");
        assertThat(lookup.openStores(catalog.services(), Duration.ofSeconds(20))).isEmpty();
        for (int page = 0; page < 20; page++) {
          before.add(ask(uri, page));
        }
        assertThat(stores(before.get(0))).containsOnly("cache");

        redis.freeze();
        assertThat(askAll(uri)).contains("default");
        redis.thaw();
        assertThat(awaitCache(uri)).contains("cache");
        redis.kill();
        assertThat(askAll(uri)).endsWith("default");
        redis.restart();
        assertThat(askAll(uri)).as("Redis is empty").doesNotContain("cache");
        assertThat(hashes(redis)).isZero();
        done(shop.ff("publish"));
        assertThat(hashes(redis)).isPositive();
        assertThat(awaitCache(uri)).contains("cache");
        assertThat(askAll(uri)).containsOnly("cache");
      }
    }
  }

  private static OnlineStore connected(OnlineStore store, NetworkLoops loops) {
    if (store instanceof RedisOnlineStore redis) {
      redis.connect(loops);
    }
    return store;
  }

  private CommandLineDriver project(RedisServer redis) throws IOException {
    CommandLineDriver driver = new CommandLineDriver(temporary, NOW);
    Path folder = temporary.resolve("shop");
    done(driver.ff("demo", "--events", "3000", "--days", "3", "--dir", folder.toString()));
    Files.writeString(
        folder.resolve("factory.yaml"),
        """
        project: demo
        publish_delay: 30m
        online:
          default: {type: rocksdb}
          cache: {type: redis, uri: "%s", layout: hash, field: "{view}.{feature}"}
        """
            .formatted(redis.uri()));
    try (Stream<Path> definitions = Files.list(folder.resolve("features"))) {
      for (Path file : definitions.toList()) {
        String text = Files.readString(file);
        Files.writeString(
            file, text.replaceAll("(?m)^(every: .*)$", "$1\nonline: [cache, default]"));
      }
    }
    CommandLineDriver shop = driver.in("shop");
    done(shop.ff("apply"));
    done(shop.ff("publish"));
    return shop;
  }

  /** How many hashes there are for other programs. */
  private static int hashes(RedisServer redis) {
    String answer = redis.ask("EVAL \"return #redis.call('KEYS', 'features:*')\" 0");
    return Integer.parseInt(answer.substring(1));
  }

  private static void done(CommandLineDriver.Result result) {
    assertThat(result.code()).as(result.err() + result.out()).isZero();
  }

  /** Asks for all pages again and again; the stores that answered last. */
  private List<String> askAll(URI uri) throws Exception {
    long end = System.nanoTime() + PHASE.toNanos();
    List<String> stores = List.of();
    for (int asked = 0; System.nanoTime() < end || asked < before.size(); asked++) {
      stores = stores(same(uri, asked % before.size()));
    }
    return stores;
  }

  private List<String> awaitCache(URI uri) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    for (int asked = 0; ; asked++) {
      List<String> stores = stores(same(uri, asked % before.size()));
      if (stores.stream().allMatch("cache"::equals)) {
        return stores;
      }
      assertThat(System.nanoTime()).as("Redis is asked again").isLessThan(end);
    }
  }

  private JsonNode same(URI uri, int page) throws Exception {
    long start = System.nanoTime();
    JsonNode answer = ask(uri, page);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("beside its deadline, on a busy machine")
        .isLessThan(WITHIN.plusSeconds(3));
    assertThat(answer.get("features")).isEqualTo(before.get(page).get("features"));
    return answer;
  }

  private JsonNode ask(URI uri, int page) throws Exception {
    String body =
        """
        {"service": "search_ranking", "entities": {"ad_id": ["AD-%d", "AD-%d"], "query_category": "phones", "user_id": "U-%d"}}"""
            .formatted(2 * page + 1, 2 * page + 2, page + 1);
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode read = json.readTree(answer.body());
    assertThat(read.get("complete").asBoolean()).as(answer.body()).isTrue();
    return read;
  }

  private static List<String> stores(JsonNode answer) {
    List<String> stores = new ArrayList<>();
    answer.get("views").forEach(view -> stores.add(view.get("store").asText()));
    return stores;
  }
}
