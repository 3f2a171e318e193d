package io.featurefactory.server;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is sent, and tells in our log what is not: what failed and what was dropped before,
 * each once a minute at most. Their own logs would tell of each batch; they have no other way to
 * tell of what is dropped.
 */
final class ToldExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ToldExporter.class);
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  /** Kept, since what is set of a logger that nobody has is forgotten. */
  private static final java.util.logging.Logger OF_EXPORTERS =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

  private static final java.util.logging.Logger OF_THE_QUEUE =
      java.util.logging.Logger.getLogger(BatchSpanProcessor.class.getName());

  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicLong toldOfFailures = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
  private final AtomicLong toldOfDrops = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

  /** From now on their logs are silent; one at a time is used in a process. */
  ToldExporter() {
    OF_EXPORTERS.setLevel(Level.OFF);
    OF_THE_QUEUE.setFilter(
        record -> {
          tellOfDrops(record);
          return false;
        });
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
    if (isTimeForAWord(toldOfFailures)) {
      LOG.warn(
          "Traces are not exported, {} spans were lost: {}. Lookups go on; see"
              + " OTEL_EXPORTER_OTLP_ENDPOINT, or set OTEL_TRACES_EXPORTER=none",
          failed(),
          said(result.getFailureThrowable()));
    }
  }

  private void tellOfDrops(LogRecord record) {
    if (record.getLevel().intValue() >= Level.WARNING.intValue() && isTimeForAWord(toldOfDrops)) {
      LOG.warn(
          "Traces are not whole: {}. Lookups go on; ask for fewer by OTEL_TRACES_SAMPLER",
          new SimpleFormatter().formatMessage(record));
    }
  }

  private static boolean isTimeForAWord(AtomicLong told) {
    long last = told.get();
    long now = System.nanoTime();
    return now - last >= PAUSE_NANOS && told.compareAndSet(last, now);
  }

  private static String said(@Nullable Throwable failure) {
    return failure == null || failure.getCause() == null
        ? "what is there refused them (expected: a collector that takes OTLP over HTTP)"
        : failure.getCause().toString();
  }
}
