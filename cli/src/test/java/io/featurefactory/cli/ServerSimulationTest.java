package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.featurefactory.cli.SimulatedFactory.Interval;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.served.ServedLog;
import io.featurefactory.server.LookupServer;
import io.featurefactory.server.ServerSettings;
import io.featurefactory.serving.AnswerLog;
import io.featurefactory.serving.AnswerLogSettings;
import io.featurefactory.serving.AnswerSample;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.testkit.servers.DynamoDb;
import io.featurefactory.testkit.servers.RedisServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The simulated market through the server, as a search service asks: pages of ads over HTTP, for
 * the demo's service with its defaults, resolved keys and derived features, from Redis and
 * DynamoDB. A training set of these moments must hold the same values, all of them; and the
 * server's own log of them, replayed, too.
 */
final class ServerSimulationTest {
  private static final int HOURS = Integer.getInteger("ff.hours", 11);
  private static final int PAGES = Integer.getInteger("ff.pages", 12);
  private static final int ROWS = 5;
  private static final long SEED = Long.getLong("ff.seed", 9L);
  private static final List<String> KEYS = List.of("ad_id", "query_category", "user_id");

  @TempDir Path temporary;

  private final Random random = new Random(SEED);
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Answered> answers = new ArrayList<>();
  private final Set<String> answering = new TreeSet<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** What the server answered for a row: values by column, and the runs of views. */
  private record Answered(
      List<String> key, Instant time, Map<String, JsonNode> values, Map<String, Long> runs) {}

  @Test
  void trainingSet_ofMomentsOfPages_holdsWhatTheServerAnswered() throws Exception {
    try (RedisServer redis =
        RedisServer.start(Files.createDirectories(temporary.resolve("redis")))) {
      String stores =
          """
          online:
            default: {type: redis, uri: "%s", shards: 2}
            table: {type: dynamodb, region: eu-west-1, endpoint: "%s", table: %s, timeout: 20s}
          """
              .formatted(redis.uri(), DynamoDb.endpoint(), "test-" + UUID.randomUUID());
      SimulatedFactory factory = SimulatedFactory.create(temporary, random, stores, "");
      intoTheTable(factory.folder().resolve("features/market.yaml"));
      try {
        factory.run(HOURS, PAGES, KEYS, this::visits);
      } finally {
        for (AutoCloseable part : opened) {
          part.close();
        }
      }
      assertThat(answers).hasSizeGreaterThan(HOURS * PAGES * ROWS);
      assertThat(answering).containsExactly("default", "table");
      compare(factory);
      replay(factory);
    }
  }

  /** Users, sellers and categories; the ads are in Redis. */
  private static void intoTheTable(Path definitions) throws IOException {
    String text = Files.readString(definitions);
    Files.writeString(definitions, text.replaceAll("(?m)^(every: .*)$", "$1\nonline: [table]"));
  }

  private Consumer<Instant> visits(
      SimulatedFactory factory, Project project, List<List<String>> keys) {
    ServedPlans plans = new ServedPlans(factory.files(), "");
    AppliedCatalog catalog =
        new AppliedCatalog(project.control().registry(), plans, Duration.ofSeconds(1));
    ServiceLookup lookup = new ServiceLookup(project::store, project.clock());
    ServerSettings settings = ServerSettings.at("127.0.0.1", 0).withWithin(Duration.ofMinutes(1));
    AnswerLog log =
        AnswerLog.start(
            new AnswerSample(1, Map.of()),
            AnswerLogSettings.DEFAULT,
            project.clock(),
            () -> ServedLog.open(factory.files().settings(), project.clock()));
    LookupServer server =
        LookupServer.start(settings, catalog, lookup, project.clock(), List.of(log));
    opened.addAll(List.of(server, log, lookup, catalog));
    URI uri = URI.create(server.uri() + "/v1/lookup");
    return time -> lookUp(uri, time, keys);
  }

  private void lookUp(URI uri, Instant time, List<List<String>> keys) {
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      rows.add(keys.get(random.nextInt(keys.size())));
    }
    JsonNode answer = ask(uri, rows);
    assertThat(answer.get("complete").asBoolean()).as("%s", answer).isTrue();
    for (int row = 0; row < ROWS; row++) {
      Map<String, JsonNode> values = new LinkedHashMap<>();
      for (JsonNode feature : answer.get("features")) {
        String column = feature.get("name").asText().replace(".", "__");
        values.put(column, feature.get("values").get(row));
      }
      Map<String, Long> runs = new TreeMap<>();
      for (JsonNode view : answer.get("views")) {
        answering.add(view.get("store").asText());
        runs.put(view.get("view").asText(), view.get("runs").get(row).asLong());
      }
      answers.add(new Answered(rows.get(row), time, values, runs));
    }
  }

  private JsonNode ask(URI uri, List<List<String>> rows) {
    Map<String, List<String>> entities = new TreeMap<>();
    for (int key = 0; key < KEYS.size(); key++) {
      int place = key;
      entities.put(KEYS.get(key), rows.stream().map(row -> row.get(place)).toList());
    }
    try {
      String body =
          json.writeValueAsString(
              Map.of("service", "search_ranking", "entities", entities, "details", true));
      HttpRequest request =
          HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build();
      return json.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void replay(SimulatedFactory factory) throws IOException {
    CommandLineDriver.Result result =
        new CommandLineDriver(factory.folder(), Instant.parse("2026-04-01T00:00:00Z"))
            .ff("verify --served search_ranking --output json");
    assertThat(result.code()).as(result.out() + result.err()).isZero();
    JsonNode served = json.readTree(result.out()).get("served").get(0);
    assertThat(served.get("rows").asInt()).isEqualTo(answers.size());
    Map<String, Long> causes = new TreeMap<>();
    for (JsonNode part : served.get("parts")) {
      for (JsonNode cause : part.get("causes")) {
        causes.merge(cause.get("cause").asText(), cause.get("rows").asLong(), Long::sum);
      }
    }
    assertThat(causes).containsOnlyKeys("same", "publishing");
  }

  private void compare(SimulatedFactory factory) throws IOException {
    try (BufferedWriter spine = Files.newBufferedWriter(factory.folder().resolve("pages.csv"))) {
      spine.write("at," + String.join(",", KEYS) + "\n");
      for (Answered answer : answers) {
        spine.write(answer.time() + "," + String.join(",", answer.key()) + "\n");
      }
    }
    factory.train("search_ranking", "pages");
    Map<String, Map<Long, Interval>> published = factory.published();
    Iterator<Answered> answered = answers.iterator();
    int[] counts = new int[2];
    factory.forEachRow("pages", row -> counts[compare(answered.next(), row, published)]++);
    assertThat(answered.hasNext()).as("answers without a row").isFalse();
    assertThat(counts[1]).as("answers that were ahead of a publish").isPositive();
    assertThat(counts[0]).as("answers that were compared").isGreaterThan(4 * counts[1]);
  }

  /** 0 if the values were compared; 1 if a run was just being published. */
  private static int compare(
      Answered answer,
      Map<String, @Nullable Object> trained,
      Map<String, Map<Long, Interval>> published) {
    for (Map.Entry<String, Long> run : answer.runs().entrySet()) {
      Object other = trained.get(run.getKey() + "__run");
      if (!run.getValue().equals(other == null ? 0L : other)) {
        Interval interval = published.get(run.getKey()).get(run.getValue());
        assertThat(answer.time())
            .as("%s, training has run %s of %s: only during the publish", answer, other, run)
            .isBetween(interval.started(), interval.finished());
        return 1;
      }
    }
    answer
        .values()
        .forEach(
            (column, value) ->
                assertThat(text(value, trained.get(column)))
                    .as("%s of %s", column, answer)
                    .isEqualTo(text(trained.get(column))));
    return 0;
  }

  /** A value of JSON as the text of what it should be. */
  private static String text(JsonNode value, @Nullable Object expected) {
    if (value.isNull()) {
      return "null";
    }
    if (expected instanceof Double) {
      return Double.valueOf(value.asText()).toString();
    }
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(item.asText()));
      return items.toString();
    }
    return value.asText();
  }

  private static String text(@Nullable Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }
}
