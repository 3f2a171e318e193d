package io.featurefactory.server;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.featurefactory.protocol.v1.FeatureStoreGrpc;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each lookup a span, by whatever protocol it comes. For any number of threads. */
final class LookupTraces implements DecoratingHttpServiceFunction {
  private static final Logger LOG = LoggerFactory.getLogger(LookupTraces.class);
  private static final Set<String> HTTP = Set.of("/v1/lookup", "/get-online-features");
  private static final String GRPC = "/" + FeatureStoreGrpc.getLookupMethod().getFullMethodName();

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final LongAdder made = new LongAdder();

  LookupTraces(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("io.featurefactory.server");
    this.propagator = telemetry.getPropagators().getTextMapPropagator();
  }

  /** Spans that are to be sent. */
  long made() {
    return made.sum();
  }

  @Override
  public HttpResponse serve(HttpService service, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    boolean isGrpc = context.path().equals(GRPC);
    if (isGrpc || (HTTP.contains(context.path()) && request.method() == HttpMethod.POST)) {
      try {
        start(context, request.headers(), isGrpc);
      } catch (RuntimeException e) { // no lookup fails for the sake of its trace
        LOG.warn("A lookup has no trace", e);
      }
    }
    return service.serve(context, request);
  }

  private void start(ServiceRequestContext context, RequestHeaders headers, boolean isGrpc) {
    SpanClock clock =
        SpanClock.of(context.log().ensureAvailable(RequestLogProperty.REQUEST_START_TIME));
    Context caller = propagator.extract(Context.root(), headers, Headers.ALL);
    String path = context.path();
    SpanBuilder builder =
        tracer
            .spanBuilder(isGrpc ? path.substring(1) : "POST " + path)
            .setSpanKind(SpanKind.SERVER)
            .setParent(caller)
            .setStartTimestamp(clock.started(), TimeUnit.NANOSECONDS);
    SpanWords.describe(builder, context, headers, isGrpc);
    Span span = builder.startSpan();
    if (span.isRecording()) {
      ChildSpans children = new ChildSpans(tracer, caller.with(span), clock, made);
      RecordedLookup.start(context, span, children);
    }
  }

  /** Headers of HTTP, which metadata of gRPC are, too. */
  private enum Headers implements TextMapGetter<RequestHeaders> {
    ALL;

    @Override
    public @Nullable String get(@Nullable RequestHeaders headers, String name) {
      return headers == null ? null : headers.get(name);
    }
  }
}
