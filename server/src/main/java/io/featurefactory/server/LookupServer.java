package io.featurefactory.server;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.metric.MeterIdPrefixFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.docs.DocService;
import com.linecorp.armeria.server.docs.DocServiceBuilder;
import com.linecorp.armeria.server.docs.DocServiceFilter;
import com.linecorp.armeria.server.grpc.GrpcHealthCheckService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import com.linecorp.armeria.server.metric.MetricCollectingService;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import io.featurefactory.model.FactoryException;
import io.featurefactory.serving.AnswerListener;
import io.featurefactory.serving.AnswerLog;
import io.featurefactory.serving.LookupHandler;
import io.featurefactory.serving.LookupLimits;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ServicePlan;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Answers lookups over HTTP: {@code /v1/lookup}, {@code /v1/services}, Feast's {@code
 * /get-online-features}, {@code /health}, {@code /metrics} and {@code /docs}.
 */
public final class LookupServer implements AutoCloseable {
  /** More than the lookups that one store can hold up, and not many more than there is work for. */
  private static final int THREADS = 32 + 8 * Runtime.getRuntime().availableProcessors();

  private static final Duration QUIET = Duration.ofMillis(500);
  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(10);

  private final Server server;
  private final String host;
  private final Goodbye goodbye;
  private final @Nullable TraceExport traces;

  private LookupServer(Server server, String host, Goodbye goodbye, @Nullable TraceExport traces) {
    this.server = server;
    this.host = host;
    this.goodbye = goodbye;
    this.traces = traces;
  }

  /**
   * Starts a server.
   *
   * @param listeners are told of each answer
   * @throws FactoryException EXTERNAL if it cannot listen there; USER if variables of OpenTelemetry
   *     are wrong
   */
  public static LookupServer start(
      ServerSettings settings,
      ServiceCatalog catalog,
      ServiceLookup lookup,
      Clock clock,
      List<AnswerListener> listeners) {
    LookupLimits limits = settings.limits();
    LookupMetrics metrics = new LookupMetrics();
    InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
    if (address.isUnresolved()) {
      throw HttpErrors.unknownHost(settings);
    }
    metrics.watch(lookup);
    for (AnswerListener listener : listeners) {
      if (listener instanceof AnswerLog log) {
        metrics.watch(log);
      }
    }
    List<AnswerListener> all = new ArrayList<>(listeners);
    all.add(metrics);
    LookupHandler handler = new LookupHandler(catalog, lookup, limits, clock, all);
    Goodbye goodbye = new Goodbye();
    TraceExport traces = TraceExport.open(settings.environment());
    ServerBuilder builder = Server.builder();
    if (traces != null) {
      LookupTraces made = new LookupTraces(traces.telemetry());
      metrics.watch(made, traces.exporter());
      builder.decorator(made);
    }
    if (settings.loops() != null) {
      builder.workerGroup(settings.loops().group(), false);
    }
    Server server =
        builder
            .decorator(goodbye)
            .childChannelPipelineCustomizer(goodbye::connected)
            .port(address, SessionProtocol.HTTP)
            .blockingTaskExecutor(THREADS)
            .unloggedExceptionsReportIntervalMillis(0)
            .meterRegistry(metrics.registry())
            .maxRequestLength(0) // gRPC limits messages, which it refuses in its own way
            .requestTimeout(limits.within().plus(LONGEST_GOODBYE))
            .gracefulShutdownTimeout(QUIET, LONGEST_GOODBYE)
            .errorHandler(new JsonErrors(limits.mostBytes()))
            .annotatedService()
            .maxRequestLength(limits.mostBytes())
            .decorator(LookupServer::refuseOtherBodies)
            .decorator(
                MetricCollectingService.newDecorator(MeterIdPrefixFunction.ofDefault("ff.http")))
            .build(new LookupRoutes(handler))
            .service(
                grpc(handler, limits, goodbye),
                MetricCollectingService.newDecorator(MeterIdPrefixFunction.ofDefault("ff.grpc")))
            .service("/health", HealthCheckService.of(goodbye.health()))
            .service(
                "/metrics",
                PrometheusExpositionService.of(metrics.registry().getPrometheusRegistry()))
            .serviceUnder("/docs", docs(catalog.services()))
            .build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      if (traces != null) {
        traces.close();
      }
      throw HttpErrors.cannotListen(settings, e.getCause() == null ? e : e.getCause());
    }
    return new LookupServer(server, settings.host(), goodbye, traces);
  }

  private static GrpcService grpc(LookupHandler handler, LookupLimits limits, Goodbye goodbye) {
    return GrpcService.builder()
        .addService(new GrpcLookups(handler))
        .addService(ProtoReflectionServiceV1.newInstance())
        .addService(GrpcHealthCheckService.builder().checkers(goodbye.health()).build())
        .exceptionHandler((context, status, cause, metadata) -> GrpcErrors.told(status, limits))
        .maxRequestMessageLength((int) limits.mostBytes())
        .build();
  }

  /** Forms, which Armeria would take apart before we see them, and what is compressed. */
  private static HttpResponse refuseOtherBodies(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    MediaType type = request.contentType();
    if (type != null && type.belongsTo(MediaType.MULTIPART_FORM_DATA)) {
      return LookupRoutes.error(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body is a form (expected: a JSON object)");
    }
    String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    return encoding.equalsIgnoreCase("identity")
        ? service.serve(context, request)
        : LookupRoutes.error(HttpStatus.UNSUPPORTED_MEDIA_TYPE, HttpErrors.encoded(encoding));
  }

  /** With requests that are answered, if there is a service. */
  private static DocService docs(List<ServicePlan> services) {
    DocServiceBuilder docs =
        DocService.builder()
            .exclude(DocServiceFilter.ofServiceName(HealthGrpc.SERVICE_NAME))
            .exclude(DocServiceFilter.ofServiceName(ServerReflectionGrpc.SERVICE_NAME));
    if (!services.isEmpty()) {
      ServicePlan plan = services.get(0);
      docs.exampleRequests(LookupRoutes.class, "lookup", AnswerWriter.example("service", plan));
      docs.exampleRequests(
          LookupRoutes.class, "feast", AnswerWriter.example("feature_service", plan));
    }
    return docs.build();
  }

  /** Where it listens. */
  public int port() {
    return server.activeLocalPort();
  }

  /** {@code http://127.0.0.1:6566}. */
  public String uri() {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /** Answers what was asked, then stops; traces that are not sent by then have 2 s more. */
  @Override
  public void close() {
    goodbye.say();
    server.stop().join();
    if (traces != null) {
      traces.close();
    }
  }

  /** What Armeria itself refuses is told in JSON, too. */
  private record JsonErrors(long mostBytes) implements ServerErrorHandler {
    @Override
    public @Nullable HttpResponse onServiceException(
        ServiceRequestContext context, Throwable cause) {
      return null;
    }

    @Override
    public @Nullable AggregatedHttpResponse renderStatus(
        @Nullable ServiceRequestContext context,
        ServiceConfig config,
        @Nullable RequestHeaders headers,
        HttpStatus status,
        @Nullable String description,
        @Nullable Throwable cause) {
      String why =
          status.equals(HttpStatus.REQUEST_ENTITY_TOO_LARGE)
              ? "The body is too large (expected: at most %d bytes)".formatted(mostBytes)
              : description == null ? status.reasonPhrase() : description;
      return AggregatedHttpResponse.of(
          ResponseHeaders.builder(status).contentType(MediaType.JSON).build(),
          HttpData.wrap(AnswerWriter.error(why)));
    }
  }
}
