package io.featurefactory.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.protocol.v1.Argument;
import io.featurefactory.protocol.v1.FeatureStoreGrpc;
import io.featurefactory.protocol.v1.FeatureStoreGrpc.FeatureStoreBlockingStub;
import io.featurefactory.protocol.v1.LookupRequest;
import io.featurefactory.protocol.v1.Texts;
import io.featurefactory.protocol.v1.Values;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.PlansCatalog;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookupTracesTest {
  private static final String PAGE =
      """
      {"service": "ranking", "entities": {"ad_id": ["A1", "A2", "A1"], "user_id": "U1", "bonus": 1}}""";

  private static final String CALLER = "b7ad6b7169203331";
  private static final Clock CLOCK = Clock.fixed(ServedMarket.NOW, ZoneOffset.UTC);
  private static final AtomicLong TRACES = new AtomicLong();

  private static final InMemoryOnlineStore STORE = InMemoryOnlineStore.empty("default");
  private static final Queue<LookupAnswer> ANSWERS = new ConcurrentLinkedQueue<>();
  private static volatile Runnable before = () -> {};
  private static volatile Runnable after = () -> {};

  private static ServiceLookup lookup;
  private static Collector collector;
  private static LookupServer server;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start() throws IOException {
    ServedMarket.publishAll(STORE);
    collector = Collector.start(Collector.Mood.TAKES);
    lookup = new ServiceLookup(LookupTracesTest::store, CLOCK);
    server =
        LookupServer.start(
            ServerSettings.at("127.0.0.1", 0).withEnvironment(collector.environment()),
            PlansCatalog.of(ServedMarket.plan()),
            lookup,
            CLOCK,
            List.of(ANSWERS::add, answer -> after.run()));
  }

  private static OnlineStore store(String ignored) {
    before.run();
    return STORE;
  }

  @BeforeEach
  void allIsWell() {
    before = () -> {};
    after = () -> {};
    ANSWERS.clear();
  }

  @AfterAll
  static void stop() {
    server.close();
    lookup.close();
    collector.close();
  }

  @Test
  void lookup_overHttp_isASpanBelowTheCallers() throws Exception {
    String trace = newTrace();
    final Instant asked = Instant.now().minusMillis(100);
    HttpResponse<String> answer = post("/v1/lookup", PAGE, trace, "r-1");

    assertThat(answer.body()).contains("\"complete\":true");
    Span span = lookupOf(collector.awaitTrace(trace));
    assertThat(span.getName()).isEqualTo("POST /v1/lookup");
    assertThat(Collector.hex(span.getParentSpanId())).isEqualTo(CALLER);
    assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(Instant.ofEpochSecond(0, span.getStartTimeUnixNano()))
        .isBetween(asked, Instant.now().plusMillis(100));
    assertThat(attributes(span))
        .containsEntry("http.request.method", "POST")
        .containsEntry("http.route", "/v1/lookup")
        .containsEntry("http.response.status_code", 200L)
        .containsEntry("url.path", "/v1/lookup")
        .containsEntry("url.scheme", "http")
        .containsEntry("network.protocol.version", "1.1")
        .containsEntry("network.peer.address", "127.0.0.1")
        .containsEntry("ff.service.name", "ranking")
        .containsEntry("ff.service.version", 3L)
        .containsEntry("ff.rows", 3L)
        .containsEntry("ff.features", 5L)
        .containsEntry("ff.complete", true)
        .containsEntry("ff.stores", List.of("default"))
        .containsEntry("ff.request.id", "r-1")
        .containsEntry("ff.run.ads@1", 7L)
        .containsEntry("ff.run.sellers@1", 5L)
        .containsEntry("ff.age_seconds.users@1", 7_200L)
        .doesNotContainKey("error.type");
    assertThat(ANSWERS.element().request().traceId()).isEqualTo(trace);
    assertThat(collector.taken().get(0).getResource().getAttributesList())
        .contains(
            KeyValue.newBuilder()
                .setKey("service.name")
                .setValue(AnyValue.newBuilder().setStringValue("shop-features"))
                .build());
  }

  @Test
  void lookup_childSpans_tellWhereTheTimeWentAndLieWithinIt() throws Exception {
    before = () -> sleep(30);
    String trace = newTrace();
    post("/v1/lookup", PAGE, trace, "r-2");

    List<Span> spans = collector.awaitTrace(trace);
    Span whole = lookupOf(spans);
    List<Span> parts =
        spans.stream()
            .filter(span -> !span.equals(whole))
            .sorted(Comparator.comparing(Span::getStartTimeUnixNano))
            .toList();
    assertThat(parts)
        .extracting(Span::getName)
        .containsExactly("wait", "read default", "read default", "compute", "encode");
    long at = whole.getStartTimeUnixNano();
    for (Span part : parts) {
      assertThat(part.getParentSpanId()).isEqualTo(whole.getSpanId());
      assertThat(part.getStartTimeUnixNano()).as(part.getName()).isGreaterThanOrEqualTo(at);
      at = part.getEndTimeUnixNano();
      assertThat(at).as(part.getName()).isBetween(part.getStartTimeUnixNano(), end(whole));
    }
    assertThat(parts.get(0).getStartTimeUnixNano()).isEqualTo(whole.getStartTimeUnixNano());
    assertThat(attributes(parts.get(1)))
        .containsEntry("ff.store", "default")
        .containsEntry("ff.views", List.of("ads@1", "users@1"))
        .containsEntry("ff.keys", 3L);
    assertThat(attributes(parts.get(2)))
        .containsEntry("ff.views", List.of("sellers@1"))
        .containsEntry("ff.keys", 2L);
    assertThat(parts.subList(1, 3))
        .allMatch(read -> length(read) >= Duration.ofMillis(30).toNanos());
    assertThat(length(parts.get(3)) + length(parts.get(4))).isLessThan(length(whole));
  }

  private static long end(Span span) {
    return span.getEndTimeUnixNano();
  }

  private static long length(Span span) {
    return span.getEndTimeUnixNano() - span.getStartTimeUnixNano();
  }

  @Test
  void lookup_inTheJsonOfFeast_isASpan() throws Exception {
    String trace = newTrace();
    String body =
        """
        {"features": ["users:taste"], "entities": {"user_id": ["U1", "U2"]}}""";
    post("/get-online-features", body, trace, "r-3");

    Span span = lookupOf(collector.awaitTrace(trace));
    assertThat(span.getName()).isEqualTo("POST /get-online-features");
    assertThat(attributes(span))
        .containsEntry("http.route", "/get-online-features")
        .containsEntry("ff.rows", 2L)
        .containsEntry("ff.run.users@1", 6L);
  }

  @Test
  void lookup_overGrpc_isASpanBelowTheCallers() throws Exception {
    String trace = newTrace();
    withStub(trace, stub -> stub.lookup(users("users")));

    List<Span> spans = collector.awaitTrace(trace);
    Span span = lookupOf(spans);
    assertThat(span.getName()).isEqualTo("featurefactory.v1.FeatureStore/Lookup");
    assertThat(Collector.hex(span.getParentSpanId())).isEqualTo(CALLER);
    assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(attributes(span))
        .containsEntry("rpc.system.name", "grpc")
        .containsEntry("rpc.method", "featurefactory.v1.FeatureStore/Lookup")
        .containsEntry("rpc.status_code", "OK")
        .containsEntry("network.protocol.version", "2")
        .containsEntry("ff.service.name", "users")
        .containsEntry("ff.complete", true)
        .containsKey("ff.request.id")
        .doesNotContainKey("http.response.status_code");
    assertThat(spans)
        .extracting(Span::getName)
        .contains("wait", "read default", "compute", "encode");
    assertThat(ANSWERS.element().request().traceId()).isEqualTo(trace);
  }

  @Test
  void lookup_storeThatFails_isAnErrorOfTheReadAndOfTheLookup() throws Exception {
    before =
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "the store is down");
        };
    String http = newTrace();
    post("/v1/lookup", PAGE, http, "r-4");
    String grpc = newTrace();
    withStub(grpc, stub -> stub.lookup(users("users")));

    for (String trace : List.of(http, grpc)) {
      List<Span> spans = collector.awaitTrace(trace);
      Span span = lookupOf(spans);
      assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
      assertThat(span.getStatus().getMessage()).isEqualTo("the store is down");
      assertThat(attributes(span))
          .containsEntry("error.type", "incomplete")
          .containsEntry("ff.complete", false)
          .containsEntry("ff.stores", List.of());
      Span read =
          spans.stream().filter(s -> s.getName().equals("read default")).findFirst().orElseThrow();
      assertThat(read.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
      assertThat(read.getStatus().getMessage()).isEqualTo("the store is down");
      assertThat(attributes(read)).containsEntry("error.type", "EXTERNAL");
    }
  }

  @Test
  void lookup_thatIsRefused_isASpanAndNoErrorOfTheServer() throws Exception {
    String http = newTrace();
    post("/v1/lookup", "{\"service\": \"nobody\"}", http, "r-5");
    String grpc = newTrace();
    assertRefusedOverGrpc(grpc, "nobody", Status.Code.NOT_FOUND);

    Span ofHttp = lookupOf(collector.awaitTrace(http));
    assertThat(ofHttp.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(attributes(ofHttp)).containsEntry("http.response.status_code", 404L);
    List<Span> spans = collector.awaitTrace(grpc);
    assertThat(spans).hasSize(1);
    assertThat(spans.get(0).getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(attributes(spans.get(0))).containsEntry("rpc.status_code", "NOT_FOUND");
  }

  @Test
  void lookup_thatFails_isAnError() throws Exception {
    Map<Kind, List<Object>> kinds =
        Map.of(
            Kind.EXTERNAL,
            List.of(503L, "UNAVAILABLE"),
            Kind.USER,
            List.of(400L, "INVALID_ARGUMENT"));
    for (Map.Entry<Kind, List<Object>> kind : kinds.entrySet()) {
      after =
          () -> {
            throw new FactoryException(kind.getKey(), "of a test");
          };
      String http = newTrace();
      post("/v1/lookup", PAGE, http, "r-6");
      String grpc = newTrace();
      assertRefusedOverGrpc(grpc, "users", Status.Code.valueOf(kind.getValue().get(1).toString()));

      Span ofHttp = lookupOf(collector.awaitTrace(http));
      Span ofGrpc = lookupOf(collector.awaitTrace(grpc));
      assertThat(attributes(ofHttp))
          .containsEntry("http.response.status_code", kind.getValue().get(0))
          .containsEntry("ff.request.id", "r-6");
      assertThat(attributes(ofGrpc)).containsEntry("rpc.status_code", kind.getValue().get(1));
      if (kind.getKey() == Kind.EXTERNAL) {
        assertThat(attributes(ofHttp)).containsEntry("error.type", "503");
        assertThat(attributes(ofGrpc)).containsEntry("error.type", "UNAVAILABLE");
        for (Span span : List.of(ofHttp, ofGrpc)) {
          assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
          assertThat(span.getStatus().getMessage()).isEqualTo("of a test");
        }
      } else {
        for (Span span : List.of(ofHttp, ofGrpc)) {
          assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
          assertThat(attributes(span)).doesNotContainKey("error.type");
        }
      }
    }
  }

  @Test
  void lookup_callerThatGivesUp_isAnErrorAndHasAnEnd() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(1);
    before =
        () -> {
          reading.countDown();
          await(hanging);
        };
    String trace = newTrace();
    withStub(
        trace,
        stub -> {
          var call = FeatureStoreGrpc.newFutureStub(stub.getChannel()).lookup(users("users"));
          await(reading);
          call.cancel(true);
        });
    List<Span> spans = collector.awaitTrace(trace);
    hanging.countDown();

    Span span = lookupOf(spans);
    assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(attributes(span)).containsKey("error.type");
  }

  @Test
  void requests_thatAreNoLookups_haveNoSpans() throws Exception {
    collector.forget();
    for (String path : List.of("/v1/services", "/health", "/metrics", "/v1/lookup")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.uri() + path))
              .header("traceparent", "00-" + newTrace() + "-" + CALLER + "-01")
              .build();
      client.send(request, HttpResponse.BodyHandlers.discarding());
    }
    String last = newTrace();
    post("/v1/lookup", PAGE, last, "r-7");
    collector.awaitTrace(last);

    assertThat(collector.spans())
        .allMatch(span -> Collector.hex(span.getTraceId()).equals(last))
        .isNotEmpty();
  }

  @Test
  void lookup_callerThatIsNotSampled_hasNoSpan() throws Exception {
    String trace = newTrace();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + "/v1/lookup"))
            .header("traceparent", "00-" + trace + "-" + CALLER + "-00")
            .POST(HttpRequest.BodyPublishers.ofString(PAGE))
            .build();
    client.send(request, HttpResponse.BodyHandlers.discarding());
    String last = newTrace();
    post("/v1/lookup", PAGE, last, "r-8");
    collector.awaitTrace(last);

    assertThat(collector.spans()).noneMatch(span -> Collector.hex(span.getTraceId()).equals(trace));
    assertThat(ANSWERS.element().request().traceId()).isEmpty();
  }

  @Test
  void lookup_withoutACaller_beginsATrace() throws Exception {
    for (String header : List.of("", "nonsense", "00-" + "0".repeat(32) + "-" + CALLER + "-01")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.uri() + "/v1/lookup"))
              .header("traceparent", header)
              .POST(HttpRequest.BodyPublishers.ofString(PAGE))
              .build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      Span span = lookupOf(collector.awaitTrace(ANSWERS.remove().request().traceId()));
      assertThat(span.getParentSpanId().isEmpty()).isTrue();
    }
  }

  @Test
  void metrics_countSpans() throws Exception {
    Collector.await(() -> metric("sent") == metric("made"));
    double already = metric("made");
    post("/v1/lookup", PAGE, newTrace(), "r-9");

    Collector.await(() -> metric("sent") == already + 6);
    assertThat(metric("made")).isEqualTo(already + 6);
    assertThat(metric("failed")).isZero();
  }

  private double metric(String outcome) {
    String name = "ff_trace_spans_" + outcome + "_total ";
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  private String get(String path) {
    try {
      URI uri = URI.create(server.uri() + path);
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> post(String path, String body, String trace, String id)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofMinutes(1))
            .header("traceparent", "00-" + trace + "-" + CALLER + "-01")
            .header("x-request-id", id)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Something that is asked over gRPC. */
  private interface Asking {
    void ask(FeatureStoreBlockingStub stub);
  }

  private void withStub(String trace, Asking asking) throws InterruptedException {
    Metadata sent = new Metadata();
    sent.put(
        Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
        "00-" + trace + "-" + CALLER + "-01");
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(sent))
            .build();
    try {
      asking.ask(FeatureStoreGrpc.newBlockingStub(channel));
    } finally {
      channel.shutdown();
      assertThat(channel.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private void assertRefusedOverGrpc(String trace, String view, Status.Code code)
      throws InterruptedException {
    withStub(
        trace,
        stub -> {
          StatusRuntimeException refusal =
              catchThrowableOfType(StatusRuntimeException.class, () -> stub.lookup(users(view)));
          assertThat(refusal.getStatus().getCode()).isEqualTo(code);
        });
  }

  private static LookupRequest users(String view) {
    return LookupRequest.newBuilder()
        .setView(view)
        .addArguments(
            Argument.newBuilder()
                .setName("user_id")
                .setSame(Values.newBuilder().setTexts(Texts.newBuilder().addValues("U1"))))
        .build();
  }

  private static String newTrace() {
    return "0af7651916cd43dd8448eb21%08x".formatted(TRACES.incrementAndGet());
  }

  private static Span lookupOf(List<Span> spans) {
    return spans.stream()
        .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
        .reduce(
            (one, other) -> {
              throw new AssertionError("more than one lookup");
            })
        .orElseThrow();
  }

  private static Map<String, Object> attributes(Span span) {
    return span.getAttributesList().stream()
        .collect(Collectors.toMap(KeyValue::getKey, a -> value(a.getValue())));
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().map(LookupTracesTest::value).toList();
      default -> throw new AssertionError(value);
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
