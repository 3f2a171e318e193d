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
import io.opentelemetry.api.trace.Tracer;
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
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TraceExportTest {
  private static final String PAGE =
      """
      {"service": "ranking", "entities": {"ad_id": ["A1"], "user_id": "U1", "bonus": 1}}""";

  private static final Clock CLOCK = Clock.fixed(ServedMarket.NOW, ZoneOffset.UTC);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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
  @EnumSource(Mood.class)
  void spans_whateverTheCollectorDoes_holdUpNobodyAndAreToldOnce(Mood mood) throws Exception {
    try (Collector collector = Collector.start(mood)) {
      String warning =
          switch (mood) {
            case TAKES -> "";
            case HANGS -> "HttpTimeoutException";
            case FAILS, TALKS_NONSENSE -> "(expected: a collector that takes OTLP over HTTP)";
          };
      List<String> log = logOf(collector.environment(), warning, this::makeSpans);
      assertThat(collector.requests()).isPositive();
      assertThat(log).hasSize(mood == Mood.TAKES ? 1 : 2); // a queue of 16 is full in any case
    }
  }

  @Test
  void spans_collectorThatIsAway_holdUpNobodyAndAreToldOnce() throws Exception {
    Map<String, String> environment = Collector.environment("http://127.0.0.1:1");
    environment.put("OTEL_EXPORTER_OTLP_TIMEOUT", "30000"); // a busy machine says so late
    assertThat(logOf(environment, "java.net.ConnectException", this::makeSpans)).hasSize(2);
  }

  @Test
  void lookups_collectorThatHangs_goOnAndTheServerEnds() throws Exception {
    try (Collector collector = Collector.start(Mood.HANGS)) {
      List<String> log = logOf(collector.environment(), "HttpTimeoutException", this::lookUp);
      assertThat(log).hasSizeLessThan(3);
    }
  }

  /** Uses what is started with an environment until a warning was told. */
  private interface Use {
    void until(BooleanSupplier told, Map<String, String> environment) throws Exception;
  }

  /** What is told; with a queue that is full at once. */
  private static List<String> logOf(Map<String, String> environment, String warning, Use use)
      throws Exception {
    environment.putIfAbsent("OTEL_EXPORTER_OTLP_TIMEOUT", "300");
    environment.put("OTEL_BSP_MAX_QUEUE_SIZE", "16");
    environment.put("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream err = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      use.until(
          () ->
              log.toString(StandardCharsets.UTF_8).contains(warning)
                  && log.toString(StandardCharsets.UTF_8).contains("Traces are not whole"),
          environment);
    } finally {
      System.setErr(err);
    }
    List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines)
        .allMatch(
            line -> line.contains(" WARN io.featurefactory.server.ToldExporter - Traces are "))
        .allMatch(line -> line.contains("Lookups go on; "));
    return lines;
  }

  private void makeSpans(BooleanSupplier told, Map<String, String> environment) {
    try (TraceExport traces = TraceExport.open(environment)) {
      Tracer tracer = traces.telemetry().getTracer("test");
      Collector.await(
          () -> {
            long start = System.nanoTime();
            tracer.spanBuilder("one").startSpan().end();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(Duration.ofSeconds(5));
            return told.getAsBoolean();
          });
    }
  }

  private void lookUp(BooleanSupplier told, Map<String, String> environment) throws Exception {
    long closing;
    try (ServiceLookup lookup = market();
        LookupServer server = start(environment, lookup)) {
      while (!told.getAsBoolean()) {
        assertThat(post(server).body()).contains("\"complete\":true");
      }
      closing = System.nanoTime();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void close_sendsWhatWaits_ofAServiceThatHasAName() throws Exception {
    try (Collector collector = Collector.start(Mood.TAKES)) {
      Map<String, String> environment = collector.environment();
      environment.put("OTEL_BSP_SCHEDULE_DELAY", "3600000");
      environment.remove("OTEL_SERVICE_NAME");
      try (TraceExport traces = TraceExport.open(environment)) {
        traces.telemetry().getTracer("test").spanBuilder("one").startSpan().end();
        assertThat(collector.requests()).isZero();
      }
      assertThat(collector.spans()).hasSize(1);
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
