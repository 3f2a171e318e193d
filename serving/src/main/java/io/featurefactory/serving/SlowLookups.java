package io.featurefactory.serving;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of lookups that took long, and where their time went; one a second at most, and how many
 * there were besides.
 */
public final class SlowLookups implements AnswerListener {
  private static final Logger LOG = LoggerFactory.getLogger(SlowLookups.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Duration least;
  private final AtomicLong lastWord = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
  private final AtomicLong untold = new AtomicLong();

  /**
   * Tells of lookups.
   *
   * @param least those that take as long, or longer
   */
  public SlowLookups(Duration least) {
    this.least = least;
  }

  @Override
  public void answered(LookupAnswer answer) {
    if (answer.times().total().compareTo(least) < 0) {
      return;
    }
    long last = lastWord.get();
    long now = System.nanoTime();
    if (now - last < PAUSE_NANOS || !lastWord.compareAndSet(last, now)) {
      untold.incrementAndGet();
      return;
    }
    LOG.warn("{}", text(answer, untold.getAndSet(0)));
  }

  /** What is told of a lookup. */
  static String text(LookupAnswer answer, long others) {
    LookupTimes times = answer.times();
    String trace = answer.request().traceId();
    Map<String, Long> views =
        answer.views().stream()
            .collect(
                Collectors.groupingBy(
                    view -> view.store() == null ? "no store" : view.store(),
                    TreeMap::new,
                    Collectors.counting()));
    return "Slow: %s, %d rows, request %s%s: %d ms (%d until its turn, %d for stores, %d for the rest); %s%s"
        .formatted(
            answer.plan(),
            answer.rows(),
            answer.request().id(),
            trace.isEmpty() ? "" : ", trace " + trace,
            times.total().toMillis(),
            times.waited().toMillis(),
            times.reading().toMillis(),
            times.computing().toMillis(),
            views.entrySet().stream()
                .map(entry -> count(entry.getValue(), "view") + " from " + entry.getKey())
                .collect(Collectors.joining(", ")),
            others == 0 ? "" : "; and " + count(others, "other"));
  }

  private static String count(long number, String what) {
    return number == 1 ? "1 " + what : number + " " + what + "s";
  }
}
