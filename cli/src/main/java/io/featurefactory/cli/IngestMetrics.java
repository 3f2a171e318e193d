package io.featurefactory.cli;

import io.featurefactory.ingest.IngestListener;
import io.featurefactory.lake.StreamReport;
import io.featurefactory.model.FactoryException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what an ingest does, for Prometheus, and tells it on. */
final class IngestMetrics implements IngestListener {
  private final IngestListener next;
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong lag = new AtomicLong();
  private final AtomicLong partitions = new AtomicLong();
  private final AtomicLong lastCommit = new AtomicLong();
  private final Set<String> stopped = ConcurrentHashMap.newKeySet();
  private final Counter events;
  private final Counter deadLetters;
  private final Counter files;
  private final Counter overtaken;
  private final Counter retries;
  private final Timer commits;

  /**
   * Of a table.
   *
   * @param next is told everything
   */
  IngestMetrics(MeterRegistry registry, String table, IngestListener next) {
    this.next = next;
    Tags tags = Tags.of("table", table);
    FunctionCounter.builder("ff.ingest.received.records", received, AtomicLong::get)
        .description("Records that were received since the start")
        .tags(tags)
        .register(registry);
    gauge(registry, tags, "ff.ingest.lag.records", "Records that wait at the broker", lag);
    gauge(registry, tags, "ff.ingest.partitions", "Partitions that this process reads", partitions);
    gauge(
        registry,
        tags,
        "ff.ingest.last.commit.seconds",
        "When the last commit was made, in seconds since 1970; 0 before the first",
        lastCommit);
    Gauge.builder("ff.ingest.stopped.topics", stopped, Set::size)
        .description("Topics that are not read, since their records are no events")
        .tags(tags)
        .register(registry);
    events = counter(registry, tags, "ff.ingest.events", "Events that are in the lake");
    deadLetters = counter(registry, tags, "ff.ingest.dead.letters", "Records that were no events");
    files = counter(registry, tags, "ff.ingest.files", "Files that were added to the lake");
    overtaken =
        counter(registry, tags, "ff.ingest.refused.commits", "Commits that others were before");
    retries = counter(registry, tags, "ff.ingest.failed.commits", "Commits that were tried again");
    commits =
        Timer.builder("ff.ingest.commit")
            .description("How long commits took")
            .tags(tags)
            .register(registry);
  }

  private static void gauge(
      MeterRegistry registry, Tags tags, String name, String description, AtomicLong value) {
    Gauge.builder(name, value, AtomicLong::get)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private static Counter counter(
      MeterRegistry registry, Tags tags, String name, String description) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  @Override
  public void assigned(Collection<String> some) {
    partitions.set(some.size());
    next.assigned(some);
  }

  @Override
  public void received(long records, long behind) {
    received.set(records);
    lag.set(behind);
    next.received(records, behind);
  }

  @Override
  public void committed(StreamReport report, Duration took) {
    events.increment((double) report.rows());
    deadLetters.increment((double) report.deadLetters());
    files.increment(report.files());
    commits.record(took);
    lastCommit.set(report.landedAt().getEpochSecond());
    next.committed(report, took);
  }

  @Override
  public void overtaken() {
    overtaken.increment();
    next.overtaken();
  }

  @Override
  public void stopped(String topic, String reason) {
    stopped.add(topic);
    next.stopped(topic, reason);
  }

  @Override
  public void waiting(String message) {
    next.waiting(message);
  }

  @Override
  public void retrying(FactoryException failure, Duration after) {
    retries.increment();
    next.retrying(failure, after);
  }
}
