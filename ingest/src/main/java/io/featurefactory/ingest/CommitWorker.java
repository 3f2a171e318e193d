package io.featurefactory.ingest;

import io.featurefactory.lake.StreamBatch;
import io.featurefactory.lake.StreamReport;
import io.featurefactory.lake.StreamTable;
import io.featurefactory.model.FactoryException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits batches, one at a time, in a thread of its own. What fails outside (a disk, a network, a
 * catalog) is tried again: offsets that did get in are refused then.
 */
final class CommitWorker implements AutoCloseable {
  private static final int ATTEMPTS = 10;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final StreamTable table;
  private final IngestListener listener;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "ingest-commit"));
  private final CountDownLatch impatient = new CountDownLatch(1);
  private @Nullable Pending pending;

  /**
   * A batch on its way.
   *
   * @param done null if its offsets were refused
   */
  private record Pending(StreamBatch batch, CompletableFuture<@Nullable StreamReport> done) {}

  CommitWorker(StreamTable table, IngestListener listener) {
    this.table = table;
    this.listener = listener;
  }

  /** True if it has a batch, also one of which the outcome was not asked for. */
  boolean isBusy() {
    return pending != null;
  }

  /** True if the outcome of its batch is known, or it has none. */
  boolean isReady() {
    Pending present = pending;
    return present == null || present.done().isDone();
  }

  /** Takes a batch, which it closes; it must have none. */
  void begin(StreamBatch batch, Map<String, String> topicIds) {
    if (pending != null) {
      throw new IllegalStateException("a batch is on its way");
    }
    pending =
        new Pending(batch, CompletableFuture.supplyAsync(() -> commit(batch, topicIds), thread));
  }

  /** How a batch ended. */
  enum Outcome {
    NONE,
    COMMITTED,
    /** Its offsets do not follow those of the table. */
    REFUSED
  }

  /** Waits for the outcome of its batch, and is free for the next one. */
  Outcome finish() {
    Pending present = pending;
    if (present == null) {
      return Outcome.NONE;
    }
    pending = null;
    try {
      return present.done().join() == null ? Outcome.REFUSED : Outcome.COMMITTED;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private @Nullable StreamReport commit(StreamBatch batch, Map<String, String> topicIds) {
    try (batch) {
      Duration pause = FIRST_PAUSE;
      for (int attempt = 1; ; attempt++) {
        try {
          return attempt(batch, topicIds);
        } catch (FactoryException e) {
          boolean last = attempt == ATTEMPTS || e.kind() != FactoryException.Kind.EXTERNAL;
          if (last || stopsWithin(e, pause)) {
            throw e;
          }
        }
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      }
    }
  }

  private @Nullable StreamReport attempt(StreamBatch batch, Map<String, String> topicIds) {
    long start = System.nanoTime();
    StreamReport report = table.append(batch, topicIds);
    if (report == null) {
      listener.overtaken();
    } else {
      listener.committed(report, Duration.ofNanos(System.nanoTime() - start));
    }
    return report;
  }

  private boolean stopsWithin(FactoryException failure, Duration pause) {
    listener.retrying(failure, pause);
    try {
      return impatient.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** What fails from now on is not tried again. */
  void hurry() {
    impatient.countDown();
  }

  /** Waits for what is on its way. */
  @Override
  public void close() {
    hurry();
    thread.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (thread.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
