package io.featurefactory.bench;

import io.featurefactory.client.FeatureAnswer;
import io.featurefactory.client.FeatureClient;
import io.featurefactory.client.FeatureColumn;
import io.featurefactory.client.FeatureRequest;
import io.featurefactory.client.RemoteClient;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Lookups from a process of its own, over gRPC; every value is touched.
 *
 * <p>{@code open HOST:PORT SHAPE RATE SECONDS}: an open loop. Requests are due at random times (a
 * Poisson process), whether the ones before have been answered or not, and a latency counts from
 * when the request was due: a server that stops for a moment is seen by all that came meanwhile.
 * Before that, lookups of the same shape as fast as they go, until both sides are warm.
 *
 * <p>{@code closed HOST:PORT SHAPE REQUESTS AT_ONCE}: as many as go, so many at once.
 */
public final class LookupLoad {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Until the compiler of the virtual machine, of both sides, has done its work. */
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final int WARM_UP_AT_ONCE = 4;

  /** What waking up may take: from then on it waits without sleeping, to be in time. */
  private static final long WAKING_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final FeatureClient client;
  private final Shape shape;
  private final SplittableRandom random = new SplittableRandom(11);
  private final Histogram latencies = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final DoubleAdder touched = new DoubleAdder();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private LookupLoad(FeatureClient client, Shape shape) {
    this.client = client;
    this.shape = shape;
  }

  public static void main(String[] arguments) throws InterruptedException {
    Shape shape = Shape.of(arguments[2]);
    try (FeatureClient client = RemoteClient.connect(arguments[1])) {
      LookupLoad load = new LookupLoad(client, shape);
      int first = Integer.parseInt(arguments[3]);
      int second = Integer.parseInt(arguments[4]);
      if (arguments[0].equals("open")) {
        load.warmUp();
        load.latencies.reset();
        load.open(first, second);
      } else {
        load.closed(first, second);
      }
      load.print();
    }
  }

  private void open(int rate, int seconds) throws InterruptedException {
    Semaphore open = new Semaphore(0);
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    double due = start;
    int sent = 0;
    while (due < end) {
      FeatureRequest next = request(); // whoever asks knows his keys when the request is due
      due += -Math.log(1 - random.nextDouble()) * 1e9 / rate;
      long at = (long) due;
      long wait = at - System.nanoTime();
      while (wait > 0) {
        if (wait > WAKING_NANOS) {
          LockSupport.parkNanos(wait - WAKING_NANOS);
        } else {
          Thread.onSpinWait();
        }
        wait = at - System.nanoTime();
      }
      ask(next, at, open);
      sent++;
    }
    open.acquire(sent);
  }

  private void warmUp() throws InterruptedException {
    long end = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() - end < 0) {
      closed(100, WARM_UP_AT_ONCE);
    }
  }

  private void closed(int requests, int atOnce) throws InterruptedException {
    Semaphore turns = new Semaphore(atOnce);
    for (int i = 0; i < requests; i++) {
      turns.acquire();
      ask(request(), System.nanoTime(), turns);
    }
    turns.acquire(atOnce);
  }

  private void ask(FeatureRequest next, long due, Semaphore done) {
    CompletableFuture<?> ignored =
        client
            .lookupAsync(next)
            .whenComplete(
                (answer, why) -> {
                  if (answer == null || !answer.isComplete()) {
                    failure.compareAndSet(
                        null,
                        why != null ? why : new IllegalStateException(String.valueOf(answer)));
                  } else {
                    touched.add(touch(answer));
                    latencies.recordValue(Math.min(System.nanoTime() - due, LONGEST_NANOS));
                  }
                  done.release();
                });
  }

  private FeatureRequest request() {
    FeatureRequest request = FeatureRequest.of(shape.service()).each("ad_id", shape.ads(random));
    return shape == Shape.RANKING
        ? request
            .same("user_id", Shape.id(random.nextInt(Shape.ENTITIES)))
            .same("query_category", "phones")
        : request;
  }

  private double touch(FeatureAnswer answer) {
    if (answer.rows() != shape.rows()) {
      throw new IllegalStateException(answer.rows() + " rows");
    }
    double sum = 0;
    for (FeatureColumn column : answer.columns()) {
      for (int row = 0; row < answer.rows(); row++) {
        double value = column.doubleAt(row);
        sum += Double.isNaN(value) ? 0 : value;
      }
    }
    return sum;
  }

  private void print() {
    Throwable why = failure.get();
    if (why != null) {
      throw new IllegalStateException("a lookup failed", why);
    }
    System.out.printf(
        Locale.ROOT,
        "requests %d p50 %.3f p90 %.3f p99 %.3f p99.9 %.3f max %.3f ms; sum of all values %.3f%n",
        latencies.getTotalCount(),
        latencies.getValueAtPercentile(50) / 1e6,
        latencies.getValueAtPercentile(90) / 1e6,
        latencies.getValueAtPercentile(99) / 1e6,
        latencies.getValueAtPercentile(99.9) / 1e6,
        latencies.getMaxValue() / 1e6,
        touched.sum());
  }
}
