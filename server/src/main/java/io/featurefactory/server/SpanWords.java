package io.featurefactory.server;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Published;
import io.featurefactory.model.ViewId;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.ViewRows;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a span says, in the words of OpenTelemetry's semantic conventions 1.45 and, with {@code ff},
 * in ours ({@code docs/spec/lookups.md}).
 */
final class SpanWords {
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> STORE = AttributeKey.stringKey("ff.store");
  static final AttributeKey<List<String>> VIEWS = AttributeKey.stringArrayKey("ff.views");
  static final AttributeKey<Long> KEYS = AttributeKey.longKey("ff.keys");

  private static final AttributeKey<List<String>> STORES = AttributeKey.stringArrayKey("ff.stores");

  private SpanWords() {}

  /** As metrics call it, too. */
  static String name(ViewId view) {
    return view.name() + "@" + view.version();
  }

  /** What is known from the start, for samplers, too. */
  static void describe(
      SpanBuilder span, ServiceRequestContext context, RequestHeaders headers, boolean isGrpc) {
    if (isGrpc) {
      span.setAttribute("rpc.system.name", "grpc");
      span.setAttribute("rpc.method", context.path().substring(1));
    } else {
      span.setAttribute("http.request.method", context.method().name());
      span.setAttribute("http.route", context.path());
      span.setAttribute("url.path", context.path());
      span.setAttribute("url.scheme", "http");
    }
    span.setAttribute(
        "network.protocol.version", context.sessionProtocol().isMultiplex() ? "2" : "1.1");
    span.setAttribute(
        "network.peer.address", context.remoteAddress().getAddress().getHostAddress());
    String agent = headers.get("user-agent");
    if (agent != null) {
      span.setAttribute("user_agent.original", agent);
    }
  }

  /** What was answered. */
  static void describe(Span span, LookupAnswer answer) {
    span.setAttribute("ff.service.name", answer.plan().service().name());
    span.setAttribute("ff.service.version", answer.plan().service().version());
    span.setAttribute("ff.rows", answer.rows());
    span.setAttribute("ff.features", answer.plan().outputs().size());
    span.setAttribute("ff.complete", answer.failure() == null);
    List<ViewRows> views = answer.views().stream().filter(v -> v.published() != null).toList();
    span.setAttribute(STORES, views.stream().map(ViewRows::store).distinct().toList());
    for (ViewRows view : views) {
      Published published = Objects.requireNonNull(view.published());
      String name = name(view.view().view());
      span.setAttribute("ff.run." + name, published.run());
      span.setAttribute("ff.age_seconds." + name, view.age().toSeconds());
    }
  }

  /** How it ended. */
  static void conclude(
      Span span, RequestLog log, @Nullable LookupAnswer answer, @Nullable Throwable failure) {
    String id = log.responseHeaders().get(RequestIdHeader.NAME);
    if (id != null) {
      span.setAttribute("ff.request.id", id);
    }
    Outcome outcome = Outcome.of(log);
    outcome.tell(span);
    FactoryException missing = answer == null ? null : answer.failure();
    if (outcome.error() != null) {
      fail(span, outcome.error(), failure == null ? log.responseCause() : failure);
    } else if (missing != null) {
      fail(span, "incomplete", missing);
    }
  }

  private static void fail(Span span, String type, @Nullable Throwable why) {
    span.setAttribute(ERROR_TYPE, type);
    span.setStatus(StatusCode.ERROR, why == null ? "" : String.valueOf(why.getMessage()));
  }
}
