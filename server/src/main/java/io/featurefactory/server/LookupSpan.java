package io.featurefactory.server;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.featurefactory.serving.LookupAnswer;
import io.netty.util.AttributeKey;

/** What the trace of a request is told while it is answered; it may have none. */
interface LookupSpan {
  AttributeKey<LookupSpan> KEY = AttributeKey.valueOf(LookupSpan.class, "SPAN");

  /** That of a request. */
  static LookupSpan of(ServiceRequestContext context) {
    LookupSpan kept = context.attr(KEY);
    return kept == null ? Untraced.NONE : kept;
  }

  /** Of the trace that tells of it; empty if none does. */
  String traceId();

  /** An answer was made. */
  void answered(LookupAnswer answer);

  /** Something else will be sent. */
  void failed(Throwable why);

  /** No trace tells of it. */
  enum Untraced implements LookupSpan {
    NONE;

    @Override
    public String traceId() {
      return "";
    }

    @Override
    public void answered(LookupAnswer answer) {}

    @Override
    public void failed(Throwable why) {}
  }
}
