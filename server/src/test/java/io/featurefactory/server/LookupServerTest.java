package io.featurefactory.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.serving.CacheSettings;
import io.featurefactory.serving.LookupLimits;
import io.featurefactory.serving.PlansCatalog;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookupServerTest {
  private static final String PAGE =
      """
      {"service": "ranking", "entities": {"ad_id": ["A1", "A3"], "user_id": "U1", "bonus": 1}}""";

  private static final InMemoryOnlineStore STORE = InMemoryOnlineStore.empty("default");
  private static final Clock CLOCK = Clock.fixed(ServedMarket.NOW, ZoneOffset.UTC);
  private static volatile Runnable before = () -> {};

  private static final ServiceLookup LOOKUP =
      new ServiceLookup(
          name -> {
            before.run();
            return STORE;
          },
          CLOCK);
  private static LookupServer server;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    ServedMarket.publishAll(STORE);
    server = start(0);
  }

  private static LookupServer start(int port) {
    return start(port, LOOKUP);
  }

  private static LookupServer start(int port, ServiceLookup lookup) {
    ServerSettings settings =
        new ServerSettings(
            "127.0.0.1", port, new LookupLimits(Duration.ofSeconds(30), 100, 100_000));
    return LookupServer.start(
        settings, PlansCatalog.of(ServedMarket.plan()), lookup, CLOCK, List.of());
  }

  @BeforeEach
  void allIsWell() {
    before = () -> {};
  }

  @AfterAll
  static void stop() {
    server.close();
    LOOKUP.close();
  }

  @Test
  void lookup_ofAPage_isColumnsWithStatusesAndRuns() throws Exception {
    HttpResponse<String> answer = post("/v1/lookup", PAGE);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"service":"ranking","version":3,"asked_at":"2026-03-02T02:00:00Z","rows":2,"complete":true,\
            "features":[\
            {"name":"ads.clicks","values":[10,0],"statuses":["PRESENT","EMPTY"]},\
            {"name":"sellers.rate","values":[0.25,0.5],"statuses":["PRESENT","EMPTY"]},\
            {"name":"users.taste","values":["bikes","bikes"],"statuses":["PRESENT","PRESENT"]},\
            {"name":"clicks_and_bonus","values":[11,1],"statuses":["PRESENT","EMPTY"]},\
            {"name":"rate_and_bonus","values":[1.25,1.5],"statuses":["PRESENT","EMPTY"]}],\
            "views":[\
            {"view":"ads","version":1,"store":"default","run":7,"watermark":"2026-03-02T00:00:00Z","age_seconds":7200,"behind":false},\
            {"view":"sellers","version":1,"store":"default","run":5,"watermark":"2026-03-02T00:00:00Z","age_seconds":7200,"behind":false},\
            {"view":"users","version":1,"store":"default","run":6,"watermark":"2026-03-02T00:00:00Z","age_seconds":7200,"behind":false}]}""");
  }

  @Test
  void lookup_withDetails_tellsRunsAndTimesOfChange() throws Exception {
    String body = post("/v1/lookup", PAGE.replace("}}", "}, \"details\": true}")).body();

    assertThat(body)
        .contains("\"runs\":[7,7],\"changed_at\":[\"2026-03-02T00:00:00Z\",null]")
        .contains("\"runs\":[6,6]");
  }

  @Test
  void lookup_ofAView_hasItsFeatures() throws Exception {
    String body =
        post("/v1/lookup", "{\"view\": \"users\", \"entities\": {\"user_id\": \"U1\"}}").body();

    assertThat(body).contains("\"name\":\"users.taste\",\"values\":[\"bikes\"]");
  }

  @Test
  void lookup_storeThatFails_isAnAnswerThatSaysSo() throws Exception {
    before =
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "the store is down");
        };

    HttpResponse<String> answer = post("/v1/lookup", PAGE);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"complete\":false")
        .contains("\"values\":[null,null],\"statuses\":[\"ERROR\",\"ERROR\"]")
        .contains("\"error\":\"the store is down\"");
  }

  @Test
  void lookup_deadlineOfTheRequest_holds() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    before = () -> await(hanging);
    try {
      long start = System.nanoTime();
      String body = post("/v1/lookup", PAGE.replace("}}", "}, \"within_ms\": 20}")).body();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      assertThat(body).containsPattern("default gave no answer within 1?[0-9] ms");
    } finally {
      hanging.countDown();
    }
  }

  @Test
  void lookup_badRequests_are4xxWithTheReasonAndTheServerLives() throws Exception {
    assertRefused("", 400, "The body is empty");
    assertRefused("[1]", 400, "The body begins with [ (expected: a JSON object)");
    assertRefused("{\"service\": ", 400, "The body is no JSON");
    assertRefused("{} {}", 400, "The body goes on after the object, at line 1, column 4");
    assertRefused("{\"service\": \"a\", \"service\": \"b\"}", 400, "Duplicate field 'service'");
    assertRefused(
        "{\"servce\": \"ranking\"}", 400, "Unknown field 'servce' (did you mean 'service'?)");
    assertRefused("{}", 400, "None of service, view given (expected: exactly one)");
    assertRefused("{\"service\": 5}", 400, "service: 5 (expected: a text)");
    assertRefused("{\"service\": \"rankin\"}", 404, "no such service: rankin");
    assertRefused("{\"service\": \"ranking\"}", 400, "entities: null (expected: an object");
    assertRefused(
        "{\"service\": \"ranking\", \"entities\": {\"ad\": 1}}",
        400,
        "ranking@3 has no key or input 'ad'");
    assertRefused(
        PAGE.replace("\"bonus\": 1", "\"bonus\": [1, 2, 3]"),
        400,
        "ad_id has 2 values, bonus has 3 (expected: one for each row in all lists");
    assertRefused(
        PAGE.replace("\"bonus\": 1", "\"bonus\": 1.5"),
        400,
        "bonus: 1.5 is no bigint (expected: a whole number of 64 bits)");
    assertRefused(
        PAGE.replace("\"U1\"", "7"), 400, "user_id: 7 is no string (expected: a text in quotes)");
    assertRefused(PAGE.replace("\"U1\"", "{\"a\": 1}"), 400, "user_id: an object is no string");
    assertRefused(
        PAGE.replace("}}", "}, \"within_ms\": 0}"), 400, "within_ms: 0 (expected: a whole number");
    assertRefused(
        PAGE.replace("}}", "}, \"details\": 1}"), 400, "details: 1 (expected: true or false)");
    assertRefused(
        "{\"service\": \"ranking\", \"entities\": {\"ad_id\": [%s], \"user_id\": \"U1\", \"bonus\": 1}}"
            .formatted("\"A1\",".repeat(100) + "\"A1\""),
        400,
        "101 rows (expected: at most 100 in one request; send several)");
    assertRefused(
        "x".repeat(100_001), 413, "The body is too large (expected: at most 100000 bytes)");
    assertRefused("{\"a\":" + "[".repeat(10_000), 400, "beyond the limits of a request");
    assertRefused("{\"a\":" + "9".repeat(5_000) + "}", 400, "beyond the limits of a request");
    assertRefused("\u0000\u0001", 400, "The body is no JSON");

    assertRefused(
        "{\"service\": \"%s\"}".formatted("x".repeat(50_000)), 400, "a name of 50000 characters");
    assertRefused(
        PAGE.replace("\"bonus\": 1", "\"bonus\": \"+5\""), 400, "bonus: '+5' is no bigint");
    assertRefused(
        PAGE.replace("\"bonus\": 1", "\"bonus\": \"\u0663\""), 400, "bonus: '\u0663' is no bigint");
    assertThat(
            send(HttpRequest.newBuilder(uri("/v1/lookup"))
                    .header("content-type", "multipart/form-data; boundary=x")
                    .POST(HttpRequest.BodyPublishers.ofString(PAGE)))
                .statusCode())
        .isEqualTo(415);
    assertThat(send(HttpRequest.newBuilder(uri("/v1/lookup"))).statusCode()).isEqualTo(405);
    assertThat(send(HttpRequest.newBuilder(uri("/no/such/path"))).statusCode()).isEqualTo(404);
    assertThat(post("/v1/lookup", PAGE).statusCode()).isEqualTo(200);
  }

  @Test
  void server_bytesThatAreNoHttp_lives() throws Exception {
    for (String garbage : List.of("\u0000\u0001\u0002", "GET", "POST / HTTP/9.9\r\n\r\n", "\r\n")) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(post("/v1/lookup", PAGE).statusCode()).isEqualTo(200);
  }

  @Test
  void lookup_numbersAndTexts_keepAllDigits() throws Exception {
    String body =
        post("/v1/lookup", PAGE.replace("\"bonus\": 1", "\"bonus\": 9223372036854775797")).body();

    assertThat(body).contains("\"name\":\"clicks_and_bonus\",\"values\":[9223372036854775807,");
  }

  @Test
  void feast_listedFeatures_hasItsShape() throws Exception {
    String body =
        post(
                "/get-online-features",
                """
                {"features": ["ads:clicks", "users:taste"], "full_feature_names": true,
                 "entities": {"ad_id": ["A1", "A3"], "user_id": ["U1", "U9"]}}""")
            .body();

    assertThat(body)
        .isEqualTo(
            """
            {"metadata":{"feature_names":["ad_id","user_id","ads__clicks","users__taste"]},"results":[\
            {"values":["A1","A3"],"statuses":["PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},\
            {"values":["U1","U9"],"statuses":["PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},\
            {"values":[10,0],"statuses":["PRESENT","PRESENT"],"event_timestamps":["2026-03-02T00:00:00Z","1970-01-01T00:00:00Z"]},\
            {"values":["bikes",null],"statuses":["PRESENT","NOT_FOUND"],"event_timestamps":["2026-03-02T00:00:00Z","1970-01-01T00:00:00Z"]}]}""");
  }

  @Test
  void feast_badRequests_are4xx() throws Exception {
    String entities = ", \"entities\": {\"ad_id\": [\"A1\"]}}";
    assertRefusedByFeast("{\"features\": [\"clicks\"]" + entities, 400, "features: 'clicks'");
    assertRefusedByFeast(
        "{\"features\": [\"ads:click\"]" + entities,
        400,
        "View ads has no feature 'click' (did you");
    assertRefusedByFeast("{\"features\": [\"adz:clicks\"]" + entities, 404, "no such view: adz");
    assertRefusedByFeast("{\"features\": \"ads:clicks\"" + entities, 400, "features: 'ads:clicks'");
    assertRefusedByFeast("{" + entities.substring(2), 400, "None of feature_service, features");
  }

  /** What a client of Feast relies on, for whatever it asks. */
  @Test
  void feast_aThousandRandomRequests_getAnswersInItsShape() throws Exception {
    Random random = new Random(5);
    List<String> features = List.of("ads:clicks", "ads:seller_id", "users:taste");
    Set<String> statuses = Set.of("PRESENT", "NOT_FOUND", "NULL_VALUE", "OUTSIDE_MAX_AGE");
    for (int i = 0; i < 1_000; i++) {
      int rows = random.nextInt(5);
      boolean service = random.nextBoolean();
      List<String> asked = features.subList(0, 1 + random.nextInt(3));
      List<String> entities = new ArrayList<>(List.of("ad_id"));
      if (service || asked.contains("users:taste")) {
        entities.add("user_id");
      }
      StringBuilder body = new StringBuilder("{");
      body.append(
          service
              ? "\"feature_service\": \"ranking\""
              : "\"features\": [\"" + String.join("\", \"", asked) + "\"]");
      body.append(", \"entities\": {");
      if (service) {
        body.append("\"bonus\": ").append(column(random, rows, "1", "2", "null")).append(", ");
      }
      for (int e = 0; e < entities.size(); e++) {
        String name = entities.get(e);
        String values = column(random, rows, "\"A1\"", "\"A2\"", "\"U1\"", "null");
        body.append(e > 0 ? ", " : "").append("\"" + name + "\": " + values);
      }
      body.append("}}");

      HttpResponse<String> answer = post("/get-online-features", body.toString());

      assertThat(answer.statusCode()).as("%s %s", body, answer.body()).isEqualTo(200);
      Map<String, @Nullable Object> json =
          JsonText.object(answer.body().getBytes(StandardCharsets.UTF_8));
      List<?> names = (List<?>) ((Map<?, ?>) json.get("metadata")).get("feature_names");
      List<?> results = (List<?>) json.get("results");
      int columns = service ? 3 + 5 : entities.size() + asked.size();
      assertThat(names).hasSize(columns).doesNotHaveDuplicates();
      assertThat(results).hasSize(columns);
      for (Object result : results) {
        Map<?, ?> column = (Map<?, ?>) result;
        assertThat((List<?>) column.get("values")).hasSize(rows);
        assertThat((List<?>) column.get("statuses"))
            .hasSize(rows)
            .allSatisfy(status -> assertThat(statuses).contains(status.toString()));
        List<?> times = (List<?>) column.get("event_timestamps");
        assertThat(times).hasSize(rows).allSatisfy(t -> Instant.parse(t.toString()));
      }
    }
  }

  private static String column(Random random, int rows, String... choices) {
    List<String> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      values.add(choices[random.nextInt(choices.length)]);
    }
    return "[" + String.join(", ", values) + "]";
  }

  @Test
  void services_tellWhatTheyAskAndAnswer() throws Exception {
    String body = send(HttpRequest.newBuilder(uri("/v1/services"))).body();

    assertThat(body)
        .contains("\"service\":\"ranking\",\"version\":3")
        .contains("{\"name\":\"seller_id\",\"type\":\"string\",\"role\":\"RESOLVED_KEY\"}")
        .contains("{\"name\":\"bonus\",\"type\":\"bigint\",\"role\":\"INPUT\"}")
        .contains("{\"name\":\"rate_and_bonus\",\"type\":\"double\"}");
  }

  @Test
  void metrics_ofACache_tellOfItsUse() throws Exception {
    CacheSettings cache = new CacheSettings(1 << 20, Duration.ofMinutes(1));
    try (ServiceLookup lookup = new ServiceLookup(name -> STORE, CLOCK, cache);
        LookupServer own = start(0, lookup)) {
      for (int i = 0; i < 2; i++) {
        send(
            HttpRequest.newBuilder(URI.create(own.uri() + "/v1/lookup"))
                .POST(HttpRequest.BodyPublishers.ofString(PAGE)));
      }

      assertThat(send(HttpRequest.newBuilder(URI.create(own.uri() + "/metrics"))).body())
          .contains("ff_row_cache_hits_total 4.0", "ff_row_cache_misses_total 4.0")
          .containsPattern("ff_row_cache_bytes [1-9]");
    }
  }

  @Test
  void metrics_countWhatValuesWereWorth() throws Exception {
    try (LookupServer own = start(0)) {
      client.send(
          HttpRequest.newBuilder(URI.create(own.uri() + "/v1/lookup"))
              .POST(HttpRequest.BodyPublishers.ofString(PAGE))
              .build(),
          HttpResponse.BodyHandlers.ofString());

      assertThat(send(HttpRequest.newBuilder(URI.create(own.uri() + "/metrics"))).body())
          .contains("ff_lookup_keys_total{status=\"present\",view=\"ads@1\"} 1.0")
          .contains("ff_lookup_keys_total{status=\"empty\",view=\"ads@1\"} 1.0")
          .contains("ff_view_age_seconds{view=\"ads@1\"} 7200.0")
          .contains("ff_lookup_stage_seconds_count{service=\"ranking@3\",stage=\"read\"} 1")
          .contains("stage=\"compute\",le=\"0.001\"}")
          .contains("ff_http_request_duration_seconds_count");
    }
  }

  @Test
  void healthAndDocs_areThere() throws Exception {
    assertThat(send(HttpRequest.newBuilder(uri("/health"))).statusCode()).isEqualTo(200);
    assertThat(send(HttpRequest.newBuilder(uri("/docs/"))).body()).contains("<html");
    assertThat(send(HttpRequest.newBuilder(uri("/docs/specification.json"))).body())
        .contains("/v1/lookup")
        .contains("/get-online-features");
    String ranking =
        "\": \"ranking\", \"entities\": {\"ad_id\": [\"1\"], \"user_id\": [\"1\"], \"bonus\": [1]}}";
    assertThat(post("/v1/lookup", "{\"service" + ranking).statusCode()).isEqualTo(200);
    assertThat(AnswerWriter.example("service", ServedMarket.plan()))
        .isEqualTo(
            "{\"service\":\"ranking\",\"entities\":{\"ad_id\":[\"1\",\"2\"],\"user_id\":[\"1\",\"2\"],\"bonus\":[1,2]}}");
  }

  @Test
  void close_whileRequestsAreBeingAnswered_answersThemAll() throws Exception {
    CountDownLatch reading = new CountDownLatch(8);
    CountDownLatch stopping = new CountDownLatch(1);
    before =
        () -> {
          reading.countDown();
          await(stopping);
        };
    LookupServer closing = start(0);
    URI uri = URI.create(closing.uri() + "/v1/lookup");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(
          client.sendAsync(
              HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(PAGE)).build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    assertThat(reading.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(closing::close);
    stopping.countDown();

    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get(1, TimeUnit.MINUTES).body()).contains("\"complete\":true");
    }
    closed.get(1, TimeUnit.MINUTES);
    assertThatThrownBy(() -> send(HttpRequest.newBuilder(uri))).isInstanceOf(IOException.class);
  }

  @Test
  void start_portThatIsTaken_isRefusedWithTheWayOut() {
    assertThatThrownBy(() -> start(server.port()))
        .hasMessageStartingWith("Cannot listen at 127.0.0.1, port " + server.port())
        .hasMessageEndingWith("a port at which nobody else listens (--port)");
  }

  @Test
  void start_hostThatIsNotKnown_isRefused() {
    ServerSettings settings = ServerSettings.at("no.such.host.invalid", 0);
    assertThatThrownBy(
            () ->
                LookupServer.start(
                    settings, PlansCatalog.of(ServedMarket.plan()), LOOKUP, CLOCK, List.of()))
        .isInstanceOf(FactoryException.class)
        .hasMessageStartingWith("Cannot listen at no.such.host.invalid: no host of that name");
  }

  private void assertRefused(String body, int status, String message) throws Exception {
    HttpResponse<String> answer = post("/v1/lookup", body);
    assertThat(answer.body()).as(body).contains(message);
    assertThat(answer.body()).startsWith("{\"error\":\"");
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  private void assertRefusedByFeast(String body, int status, String message) throws Exception {
    HttpResponse<String> answer = post("/get-online-features", body);
    assertThat(answer.body()).as(body).contains(message);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.version(HttpClient.Version.HTTP_1_1).timeout(Duration.ofMinutes(1)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create(server.uri() + path);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void close_whileClientsGoOnAsking_endsAndFailsNoneOfThem() throws Exception {
    LookupServer own = start(0);
    URI uri = URI.create(own.uri() + "/v1/lookup");
    AtomicInteger answered = new AtomicInteger();
    List<CompletableFuture<String>> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(CompletableFuture.supplyAsync(() -> askUntilRefused(uri, answered)));
    }
    while (answered.get() < 100) {
      Thread.onSpinWait();
    }

    long start = System.nanoTime();
    own.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    for (CompletableFuture<String> client : clients) {
      assertThat(client.get(20, TimeUnit.SECONDS)).isEqualTo("nobody listens");
    }
  }

  private static String askUntilRefused(URI uri, AtomicInteger answered) {
    HttpClient own = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(PAGE)).build();
    while (true) {
      try {
        HttpResponse<String> answer = own.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          return answer.statusCode() + " " + answer.body();
        }
        answered.incrementAndGet();
      } catch (ConnectException e) {
        return "nobody listens";
      } catch (IOException | InterruptedException e) {
        return e.toString();
      }
    }
  }
}
