package io.featurefactory.server;

import com.linecorp.armeria.common.logging.RequestLog;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended, as the semantic conventions see it.
 *
 * @param http the status; 0 if none was sent
 * @param grpc the status; null if it is not one of gRPC, or none was sent
 * @param error its kind, if it is an error of the server or of the connection
 */
record Outcome(int http, Status.@Nullable Code grpc, @Nullable String error) {
  private static final int LEAST_REFUSAL = 400;
  private static final int LEAST_FAULT = 500;
  private static final Set<Status.Code> FAULTS =
      Set.of(
          Status.Code.UNKNOWN,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.UNIMPLEMENTED,
          Status.Code.INTERNAL,
          Status.Code.UNAVAILABLE,
          Status.Code.DATA_LOSS);

  static Outcome of(RequestLog log) {
    int http = log.responseHeaders().status().code();
    String trailer = log.responseTrailers().get("grpc-status");
    String sent = trailer == null ? log.responseHeaders().get("grpc-status") : trailer;
    if (sent != null) {
      Status.Code grpc = Status.fromCodeValue(Integer.parseInt(sent)).getCode();
      return new Outcome(http, grpc, FAULTS.contains(grpc) ? grpc.name() : null);
    }
    if (http >= LEAST_FAULT) {
      return new Outcome(http, null, String.valueOf(http));
    }
    Throwable cause = log.responseCause();
    boolean isBroken = http == 0 || (cause != null && http < LEAST_REFUSAL);
    String error = cause == null ? "_OTHER" : cause.getClass().getName();
    return new Outcome(http, null, isBroken ? error : null);
  }

  /** Says what was sent. */
  void tell(Span span) {
    if (grpc != null) {
      span.setAttribute("rpc.status_code", grpc.name());
    } else if (http != 0) {
      span.setAttribute("http.response.status_code", http);
    }
  }
}
