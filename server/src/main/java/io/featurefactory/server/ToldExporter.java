package io.featurefactory.server;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is sent, and tells in our log, once a minute at most, what is not. */
final class ToldExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ToldExporter.class);
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  /** What it would say of each failure, in a log of its own; kept, since levels are forgotten. */
  private static final java.util.logging.Logger THEIRS =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicLong lastWord = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

  ToldExporter() {
    THEIRS.setLevel(Level.OFF);
  }

  /** Spans that a collector took. */
  long sent() {
    return sent.sum();
  }

  /** Spans that none took, after some attempts. */
  long failed() {
    return failed.sum();
  }

  SpanExporter around(SpanExporter inner) {
    return new Told(inner);
  }

  private final class Told implements SpanExporter {
    private final SpanExporter inner;

    Told(SpanExporter inner) {
      this.inner = inner;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int count = spans.size();
      CompletableResultCode result;
      try {
        result = inner.export(spans);
      } catch (RuntimeException e) {
        result = CompletableResultCode.ofExceptionalFailure(e);
      }
      CompletableResultCode exported = result;
      return exported.whenComplete(() -> count(count, exported));
    }

    @Override
    public CompletableResultCode flush() {
      return inner.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return inner.shutdown();
    }
  }

  private void count(int spans, CompletableResultCode result) {
    if (result.isSuccess()) {
      sent.add(spans);
      return;
    }
    failed.add(spans);
    long last = lastWord.get();
    long now = System.nanoTime();
    if (now - last >= PAUSE_NANOS && lastWord.compareAndSet(last, now)) {
      LOG.warn(
          "Traces are not exported, {} spans were lost: {}. Lookups go on; see"
              + " OTEL_EXPORTER_OTLP_ENDPOINT, or set OTEL_TRACES_EXPORTER=none",
          failed(),
          said(result.getFailureThrowable()));
    }
  }

  private static String said(@Nullable Throwable failure) {
    if (failure == null) {
      return "the collector did not take them";
    }
    Throwable cause = failure;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause);
  }
}
