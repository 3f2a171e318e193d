package io.featurefactory.server;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A collector of OpenTelemetry: takes spans over OTLP, in one of several moods. */
final class Collector implements AutoCloseable {
  /** What it does with what is sent. */
  enum Mood {
    TAKES,
    FAILS,
    TALKS_NONSENSE,
    HANGS
  }

  private final List<ResourceSpans> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Mood mood;

  private Collector(HttpServer server, Mood mood) {
    this.server = server;
    this.mood = mood;
  }

  static Collector start(Mood mood) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    Collector collector = new Collector(server, mood);
    server.createContext("/v1/traces", collector::take);
    server.setExecutor(collector.threads);
    server.start();
    return collector;
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.incrementAndGet();
    byte[] nonsense = "<html>".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      switch (mood) {
        case TAKES -> {
          taken.addAll(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
          exchange.sendResponseHeaders(200, -1);
        }
        case FAILS -> exchange.sendResponseHeaders(400, -1);
        case TALKS_NONSENSE -> {
          exchange.sendResponseHeaders(418, nonsense.length);
          exchange.getResponseBody().write(nonsense);
        }
        case HANGS -> hang();
      }
    }
  }

  private void hang() {
    try {
      boolean ignored = closing.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What sends everything there soon. */
  Map<String, String> environment() {
    return environment("http://127.0.0.1:" + server.getAddress().getPort());
  }

  static Map<String, String> environment(String endpoint) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("OTEL_TRACES_EXPORTER", "otlp");
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    environment.put("OTEL_SERVICE_NAME", "shop-features");
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "20");
    return environment;
  }

  int requests() {
    return requests.get();
  }

  List<ResourceSpans> taken() {
    return taken;
  }

  /** Forgets what it took. */
  void forget() {
    taken.clear();
  }

  List<Span> spans() {
    return taken.stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** The spans of a trace, when that of its lookup is there, which is the last. */
  List<Span> awaitTrace(String trace) {
    await(() -> of(trace).stream().anyMatch(s -> s.getKind() == Span.SpanKind.SPAN_KIND_SERVER));
    return of(trace);
  }

  private List<Span> of(String trace) {
    return spans().stream().filter(span -> hex(span.getTraceId()).equals(trace)).toList();
  }

  static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("does not come true within a minute");
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
