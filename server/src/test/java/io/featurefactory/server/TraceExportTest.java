package io.featurefactory.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.server.Collector.Mood;
import io.featurefactory.serving.PlansCatalog;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TraceExportTest {
  private static final String PAGE =
      """
      {"service": "ranking", "entities": {"ad_id": ["A1"], "user_id": "U1", "bonus": 1}}""";

  private static final Clock CLOCK = Clock.fixed(ServedMarket.NOW, ZoneOffset.UTC);

  private final HttpClient client = HttpClient.newHttpClient();

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, -, false",
        "otlp, -, -, true",
        "none, http://127.0.0.1:4318, -, false",
        "-, http://127.0.0.1:4318, -, true",
        "otlp, http://127.0.0.1:4318, true, false",
        "otlp, http://127.0.0.1:4318, false, true",
        "'', -, -, false"
      })
  void isAskedFor_byTheVariablesOfOpenTelemetry(
      String exporter, String endpoint, String disabled, boolean asked) {
    Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/bin"));
    if (exporter != null) {
      environment.put("OTEL_TRACES_EXPORTER", exporter);
    }
    if (endpoint != null) {
      environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    }
    if (disabled != null) {
      environment.put("OTEL_SDK_DISABLED", disabled);
    }

    assertThat(TraceExport.isAskedFor(environment)).isEqualTo(asked);
    try (TraceExport traces = TraceExport.open(environment)) {
      assertThat(traces != null).isEqualTo(asked);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_TRACES_EXPORTER, jaeger",
    "OTEL_EXPORTER_OTLP_PROTOCOL, grpc",
    "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4318",
    "OTEL_TRACES_SAMPLER, sometimes",
    "OTEL_PROPAGATORS, pigeons"
  })
  void open_variableThatIsWrong_isRefused(String name, String value) {
    Map<String, String> environment = new TreeMap<>(Map.of("OTEL_TRACES_EXPORTER", "otlp"));
    environment.put(name, value);

    assertThatThrownBy(() -> TraceExport.open(environment))
        .isInstanceOfSatisfying(
            FactoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER))
        .hasMessageStartingWith("Traces cannot be exported: ")
        .hasMessageContaining("(expected: variables OTEL_...")
        .hasMessageEndingWith("OTEL_TRACES_EXPORTER=none serves without them");
  }

  @Test
  void open_ofMetricsAndLogs_exportsNone() {
    Map<String, String> environment = Collector.environment("http://127.0.0.1:1");
    environment.put("OTEL_METRICS_EXPORTER", "prometheus");
    environment.put("OTEL_LOGS_EXPORTER", "console");
    try (TraceExport traces = TraceExport.open(environment)) {
      assertThat(traces).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Mood.class, names = "TAKES", mode = EnumSource.Mode.EXCLUDE)
  void lookups_collectorThatDoesNotDoItsWork_goOnWithAWarning(Mood mood) throws Exception {
    try (Collector collector = Collector.start(mood)) {
      Map<String, String> environment = collector.environment();
      environment.put("OTEL_EXPORTER_OTLP_TIMEOUT", "300");
      assertGoesOn(
          environment,
          mood == Mood.HANGS ? "HttpTimeoutException" : "(expected: a collector that takes OTLP");
      assertThat(collector.requests()).isPositive();
    }
  }

  @Test
  void lookups_collectorThatIsAway_goOnWithAWarning() throws Exception {
    Map<String, String> environment = Collector.environment("http://127.0.0.1:1");
    environment.put("OTEL_EXPORTER_OTLP_TIMEOUT", "300");
    assertGoesOn(environment, "ConnectException");
  }

  /** With a queue that is full at once. */
  private void assertGoesOn(Map<String, String> environment, String warning) throws Exception {
    environment.put("OTEL_BSP_MAX_QUEUE_SIZE", "16");
    environment.put("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream err = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    long closing = 0;
    try (ServiceLookup lookup = market();
        LookupServer server = start(environment, lookup)) {
      for (int i = 0; i < 200; i++) {
        assertThat(post(server).body()).contains("\"complete\":true");
      }
      Collector.await(() -> log.toString(StandardCharsets.UTF_8).contains(warning));
      for (int i = 0; i < 20; i++) {
        assertThat(post(server).body()).contains("\"complete\":true");
      }
      closing = System.nanoTime();
    } finally {
      System.setErr(err);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(9));
    List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines)
        .filteredOn(line -> line.contains("Traces are not exported, "))
        .singleElement()
        .asString()
        .endsWith("or set OTEL_TRACES_EXPORTER=none");
    assertThat(lines)
        .filteredOn(line -> !line.contains("Traces are not exported, "))
        .hasSizeLessThan(2)
        .allMatch(line -> line.contains("Traces are not whole: BatchSpanProcessor dropped "));
  }

  @Test
  void close_sendsWhatWaits() throws Exception {
    try (Collector collector = Collector.start(Mood.TAKES);
        ServiceLookup lookup = market()) {
      Map<String, String> environment = collector.environment();
      environment.put("OTEL_BSP_SCHEDULE_DELAY", "3600000");
      try (LookupServer server = start(environment, lookup)) {
        post(server);
        assertThat(collector.requests()).isZero();
      }
      assertThat(collector.spans()).hasSize(6);
    }
  }

  @Test
  void open_serviceWithoutAName_isCalledFeatureFactory() throws Exception {
    try (Collector collector = Collector.start(Mood.TAKES);
        ServiceLookup lookup = market()) {
      Map<String, String> environment = collector.environment();
      environment.remove("OTEL_SERVICE_NAME");
      try (LookupServer server = start(environment, lookup)) {
        post(server);
      }
      assertThat(collector.taken().get(0).getResource().getAttributesList())
          .anyMatch(
              a ->
                  a.getKey().equals("service.name")
                      && a.getValue().getStringValue().equals("feature-factory"));
    }
  }

  private static ServiceLookup market() {
    InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");
    ServedMarket.publishAll(store);
    return new ServiceLookup(name -> store, CLOCK);
  }

  private static LookupServer start(Map<String, String> environment, ServiceLookup lookup) {
    return LookupServer.start(
        ServerSettings.at("127.0.0.1", 0).withEnvironment(environment),
        PlansCatalog.of(ServedMarket.plan()),
        lookup,
        CLOCK,
        List.of());
  }

  private HttpResponse<String> post(LookupServer server) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + "/v1/lookup"))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofMinutes(1))
            .POST(HttpRequest.BodyPublishers.ofString(PAGE))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
