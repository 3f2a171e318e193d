package io.featurefactory.server;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.featurefactory.serving.LookupRequest;
import io.featurefactory.serving.RequestId;

/** The header that names a request, of HTTP and of gRPC. */
final class RequestIdHeader {
  static final String NAME = "x-request-id";

  private RequestIdHeader() {}

  /**
   * A request with the id that the caller sent, or a new one, which the answer will have, too; and
   * with its trace.
   */
  static LookupRequest name(LookupRequest request, ServiceRequestContext context) {
    String id = RequestId.of(context.request().headers().get(NAME));
    context.setAdditionalResponseHeader(NAME, id);
    return request.withId(id).withTraceId(LookupSpan.of(context).traceId());
  }
}
