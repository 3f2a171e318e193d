package io.featurefactory.server;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.featurefactory.serving.RequestId;

/** The header that names a request, of HTTP and of gRPC. */
final class RequestIdHeader {
  private static final String NAME = "x-request-id";

  private RequestIdHeader() {}

  /** The id that the caller sent, or a new one; the answer will have it, too. */
  static String of(ServiceRequestContext context) {
    String id = RequestId.of(context.request().headers().get(NAME));
    context.setAdditionalResponseHeader(NAME, id);
    return id;
  }
}
