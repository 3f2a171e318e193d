package io.featurefactory.server;

import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.featurefactory.serving.LookupAnswer;
import io.opentelemetry.api.trace.Span;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The span of a lookup. While the lookup goes on it only keeps what it is told; all else is done
 * when the answer was sent.
 */
final class RecordedLookup implements LookupSpan {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedLookup.class);

  private final Span span;
  private final ChildSpans children;
  private volatile @Nullable Answered answered;
  private volatile @Nullable Throwable failure;

  private RecordedLookup(Span span, ChildSpans children) {
    this.span = span;
    this.children = children;
  }

  /** An answer, and when it was made. */
  private record Answered(LookupAnswer answer, long nanoTime) {}

  /** From now on the request has this span, which ends with it. */
  static void start(ServiceRequestContext context, Span span, ChildSpans children) {
    RecordedLookup lookup = new RecordedLookup(span, children);
    context.setAttr(KEY, lookup);
    var ignored = context.log().whenComplete().thenAccept(lookup::end);
  }

  @Override
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  @Override
  public void answered(LookupAnswer answer) {
    answered = new Answered(answer, System.nanoTime());
  }

  @Override
  public void failed(Throwable why) {
    failure = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
  }

  private void end(RequestLog log) {
    try {
      Answered found = answered;
      if (found != null) {
        SpanWords.describe(span, found.answer());
        children.make(found.answer(), found.nanoTime(), log);
      }
      SpanWords.conclude(span, log, found == null ? null : found.answer(), failure);
    } catch (RuntimeException e) {
      LOG.warn("A lookup has no whole trace", e);
    } finally {
      children.end(span, log.responseEndTimeNanos(), log.responseEndTimeNanos());
    }
  }
}
