package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a sample of the answers ({@code docs/spec/served-log.md}). Who was asked only puts the
 * answer into a queue: when that is full, the answer is dropped and counted. One thread writes what
 * the queue has; while it cannot, it tries again, and lookups go on.
 */
public final class AnswerLog implements AnswerListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerLog.class);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration WORD = Duration.ofMinutes(1);

  private final AnswerSample sample;
  private final AnswerLogSettings settings;
  private final Clock clock;
  private final Supplier<AnswerSink> sinks;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLong queuedRows = new AtomicLong();
  private final LongAdder logged = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final Thread writer;
  private volatile boolean closing;
  private long toldOfDrops;
  private long lastWord = System.nanoTime() - WORD.toNanos();

  private AnswerLog(
      AnswerSample sample, AnswerLogSettings settings, Clock clock, Supplier<AnswerSink> sinks) {
    this.sample = sample;
    this.settings = settings;
    this.clock = clock;
    this.sinks = sinks;
    this.writer = new Thread(this::write, "served-log");
  }

  /**
   * Starts a log.
   *
   * @param sinks opens where answers are kept, in the thread that writes; closed at the end
   */
  public static AnswerLog start(
      AnswerSample sample, AnswerLogSettings settings, Clock clock, Supplier<AnswerSink> sinks) {
    AnswerLog log = new AnswerLog(sample, settings, clock, sinks);
    log.writer.setDaemon(true);
    log.writer.start();
    return log;
  }

  /** An answer in the queue. */
  private record Waiting(AnswerSink.Logged logged, long bytes, long since) {
    LookupAnswer answer() {
      return logged.answer();
    }
  }

  @Override
  public void answered(LookupAnswer answer) {
    if (answer.rows() == 0 || !sample.has(answer.plan(), answer.request().id())) {
      return;
    }
    long bytes = answer.bytes();
    boolean full = queuedBytes.addAndGet(bytes) > settings.mostBytes();
    if (full || closing) {
      queuedBytes.addAndGet(-bytes);
      dropped.add(answer.rows());
      return;
    }
    queuedRows.addAndGet(answer.rows());
    queue.add(
        new Waiting(new AnswerSink.Logged(answer, clock.instant()), bytes, System.nanoTime()));
  }

  /** Rows that were written. */
  public long logged() {
    return logged.sum();
  }

  /** Rows for which there was no room, or no time at the end. */
  public long dropped() {
    return dropped.sum();
  }

  /** Attempts to write that failed. */
  public long failed() {
    return failed.sum();
  }

  /** Rows that wait to be written. */
  public long queuedRows() {
    return queuedRows.get();
  }

  /** About the bytes that they take. */
  public long queuedBytes() {
    return queuedBytes.get();
  }

  private void write() {
    AnswerSink sink = opened();
    try {
      while (!closing || !queue.isEmpty()) {
        if (isDue()) {
          sink = writeQueued(sink);
        } else {
          LockSupport.parkNanos(LOOK.toNanos());
        }
        tellOfDrops();
      }
    } finally {
      close(sink);
    }
  }

  /** At once, since the first answers may be the last ones; null if that fails, for now. */
  private @Nullable AnswerSink opened() {
    try {
      return sinks.get();
    } catch (RuntimeException e) {
      LOG.warn("The log of answers cannot be opened yet: {}", e.getMessage());
      return null;
    }
  }

  private static void close(@Nullable AnswerSink sink) {
    if (sink != null) {
      try {
        sink.close();
      } catch (RuntimeException e) {
        LOG.warn("The log of answers could not be closed: {}", e.getMessage());
      }
    }
  }

  private boolean isDue() {
    Waiting first = queue.peek();
    return first != null
        && (closing
            || queuedRows.get() >= settings.flushRows()
            || queuedBytes.get() >= settings.mostBytes() / 2
            || System.nanoTime() - first.since() >= settings.flushEvery().toNanos());
  }

  /** Writes about as many rows as are written at once; what is open stays so for the next time. */
  private @Nullable AnswerSink writeQueued(@Nullable AnswerSink open) {
    Map<ServicePlan, List<Waiting>> byPlan = new LinkedHashMap<>();
    long rows = 0;
    for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
      byPlan.computeIfAbsent(next.answer().plan(), plan -> new ArrayList<>()).add(next);
      rows += next.answer().rows();
      if (rows >= settings.flushRows()) {
        break;
      }
    }
    AnswerSink sink = open;
    for (List<Waiting> answers : byPlan.values()) {
      sink = write(sink, answers);
    }
    if (sink != null && queue.isEmpty() && !closing) {
      tidy(sink);
    }
    return sink;
  }

  private @Nullable AnswerSink write(@Nullable AnswerSink open, List<Waiting> answers) {
    AnswerSink.Batch batch =
        new AnswerSink.Batch(
            UUID.randomUUID(),
            answers.get(0).answer().plan(),
            answers.stream().map(Waiting::logged).toList());
    AnswerSink sink = open;
    boolean written = false;
    Duration pause = FIRST_PAUSE;
    for (boolean again = true; again; ) {
      try {
        sink = sink == null ? sinks.get() : sink;
        sink.write(batch);
        written = true;
        again = false;
      } catch (RuntimeException | Error e) { // whatever it is, lookups go on
        failed.increment();
        close(sink); // opened anew: what failed may have been how it was opened
        sink = null;
        again = isWorthAnAttempt(e) && !Thread.currentThread().isInterrupted();
        tell(batch, e, again);
        if (again) {
          LockSupport.parkNanos(pause.toNanos());
          pause = longer(pause);
        }
      }
    }
    queuedRows.addAndGet(-batch.rows());
    queuedBytes.addAndGet(-answers.stream().mapToLong(Waiting::bytes).sum());
    (written ? logged : dropped).add(batch.rows());
    return sink;
  }

  /** What fails outside may go well later; what is wrong by itself stays wrong. */
  private static boolean isWorthAnAttempt(Throwable e) {
    return e instanceof FactoryException known && known.kind() == FactoryException.Kind.EXTERNAL;
  }

  private Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return closing
        ? FIRST_PAUSE
        : twice.compareTo(settings.longestPause()) < 0 ? twice : settings.longestPause();
  }

  private static void tidy(AnswerSink sink) {
    try {
      sink.tidy();
    } catch (RuntimeException e) {
      LOG.warn("The log of answers could not be tidied: {}", e.getMessage());
    }
  }

  private void tell(AnswerSink.Batch batch, Throwable e, boolean again) {
    if (!again && isTimeForAWord()) {
      LOG.error("{} answered rows of {} are not logged", batch.rows(), batch.plan(), e);
    } else if (again && isTimeForAWord()) {
      LOG.warn(
          "{} answered rows of {} are not logged yet, {} were dropped: {}",
          batch.rows(),
          batch.plan(),
          dropped(),
          e.getMessage());
    }
  }

  private void tellOfDrops() {
    long now = dropped();
    if (now > toldOfDrops && isTimeForAWord()) {
      LOG.warn("{} answered rows were not logged: they came faster than they are written", now);
      toldOfDrops = now;
    }
  }

  private boolean isTimeForAWord() {
    long now = System.nanoTime();
    if (now - lastWord < WORD.toNanos()) {
      return false;
    }
    lastWord = now;
    return true;
  }

  /** Writes what waits, as far as there is time; what is not written then counts as dropped. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(settings.goodbye().toMillis());
      if (writer.isAlive()) {
        writer.interrupt();
        writer.join(FIRST_PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      writer.interrupt();
      Thread.currentThread().interrupt();
    }
    long left = queuedRows.get();
    if (left > 0) {
      dropped.add(left);
      LOG.warn("{} answered rows are not logged: there was no time for them at the end", left);
    }
  }
}
