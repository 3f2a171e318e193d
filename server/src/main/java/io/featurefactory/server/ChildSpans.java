package io.featurefactory.server;

import com.linecorp.armeria.common.logging.RequestLog;
import io.featurefactory.model.FactoryException;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.StoreRead;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where the time of a lookup went, as spans below its own, of times that were taken.
 *
 * @param parent the lookup's
 * @param made counts them
 */
record ChildSpans(Tracer tracer, Context parent, SpanClock clock, LongAdder made) {

  /**
   * Makes them.
   *
   * @param answered when the answer was made, by {@link System#nanoTime}
   * @param log which is complete
   */
  void make(LookupAnswer answer, long answered, RequestLog log) {
    long came = clock.startedNanos();
    long end = log.responseEndTimeNanos(); // of all: an answer may be made when nobody waits for it
    long turn = came + answer.times().waited().toNanos();
    end(start("wait", came, end), turn, end);
    long read = turn;
    for (StoreRead call : answer.reads()) {
      long ended = call.started() + call.took().toNanos();
      end(describe(start("read " + call.store(), call.started(), end), call), ended, end);
      read = Math.max(read, ended);
    }
    end(start("compute", read, end), answered, end);
    long sent = Math.max(answered, log.responseStartTimeNanos());
    end(start("encode", answered, end), sent, end);
  }

  private Span start(String name, long nanoTime, long latest) {
    return tracer
        .spanBuilder(name)
        .setParent(parent)
        .setStartTimestamp(clock.at(Math.min(nanoTime, latest)), TimeUnit.NANOSECONDS)
        .startSpan();
  }

  private static Span describe(Span span, StoreRead call) {
    span.setAttribute(SpanWords.STORE, call.store());
    span.setAttribute(SpanWords.VIEWS, call.views().stream().map(SpanWords::name).toList());
    span.setAttribute(SpanWords.KEYS, (long) call.keys());
    FactoryException failure = call.failure();
    if (failure != null) {
      span.setAttribute(SpanWords.ERROR_TYPE, failure.kind().name());
      span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
    }
    return span;
  }

  /** Ends a span, also that of the lookup. */
  void end(Span span, long nanoTime, long latest) {
    if (span.isRecording()) {
      made.increment();
    }
    span.end(clock.at(Math.min(nanoTime, latest)), TimeUnit.NANOSECONDS);
  }
}
