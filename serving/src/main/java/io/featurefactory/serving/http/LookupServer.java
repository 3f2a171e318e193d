package io.featurefactory.serving.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.metric.MeterIdPrefixFunction;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.docs.DocService;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import com.linecorp.armeria.server.metric.MetricCollectingService;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import io.featurefactory.model.FactoryException;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServiceLookup;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Answers lookups over HTTP: {@code /v1/lookup}, {@code /v1/services}, Feast's {@code
 * /get-online-features}, {@code /health}, {@code /metrics} and {@code /docs}.
 */
public final class LookupServer implements AutoCloseable {
  private static final Duration QUIET = Duration.ofMillis(200);
  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(10);

  private final Server server;
  private final String host;

  private LookupServer(Server server, String host) {
    this.server = server;
    this.host = host;
  }

  /**
   * Starts a server.
   *
   * @throws FactoryException EXTERNAL if it cannot listen there
   */
  public static LookupServer start(
      ServerSettings settings, ServiceCatalog catalog, ServiceLookup lookup, Clock clock) {
    ServerMetrics metrics = new ServerMetrics();
    LookupRoutes routes = new LookupRoutes(catalog, lookup, settings, metrics, clock);
    Server server =
        Server.builder()
            .port(new InetSocketAddress(settings.host(), settings.port()), SessionProtocol.HTTP)
            .meterRegistry(metrics.registry())
            .maxRequestLength(settings.mostBytes())
            .requestTimeout(settings.within().plus(LONGEST_GOODBYE))
            .gracefulShutdownTimeout(QUIET, LONGEST_GOODBYE)
            .errorHandler(new JsonErrors(settings.mostBytes()))
            .annotatedService()
            .decorator(
                MetricCollectingService.newDecorator(MeterIdPrefixFunction.ofDefault("ff.http")))
            .build(routes)
            .service("/health", HealthCheckService.of())
            .service(
                "/metrics",
                PrometheusExpositionService.of(metrics.registry().getPrometheusRegistry()))
            .serviceUnder("/docs", docs())
            .build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw HttpErrors.cannotListen(settings, e.getCause() == null ? e : e.getCause());
    }
    return new LookupServer(server, settings.host());
  }

  private static DocService docs() {
    String lookup =
        """
        {"service": "search_ranking", "entities": {"ad_id": ["AD-1", "AD-2"], "query_category": "phones"}}""";
    String feast =
        """
        {"features": ["ad_performance:ctr_7d"], "entities": {"ad_id": ["AD-1"], "query_category": ["phones"]}}""";
    return DocService.builder()
        .exampleRequests(LookupRoutes.class, "lookup", lookup)
        .exampleRequests(LookupRoutes.class, "feast", feast)
        .build();
  }

  /** Where it listens. */
  public int port() {
    return server.activeLocalPort();
  }

  /** {@code http://127.0.0.1:6566}. */
  public String uri() {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /** Answers what was asked, then stops. */
  @Override
  public void close() {
    server.stop().join();
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
