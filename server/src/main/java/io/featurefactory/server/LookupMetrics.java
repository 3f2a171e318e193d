package io.featurefactory.server;

import io.featurefactory.model.ValueStatus;
import io.featurefactory.serving.AnswerListener;
import io.featurefactory.serving.AnswerLog;
import io.featurefactory.serving.CacheUse;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.LookupTimes;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ViewRows;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What Prometheus is told of lookups. */
final class LookupMetrics implements AnswerListener {
  private static final Duration[] BUCKETS =
      IntStream.of(200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000)
          .mapToObj(micros -> Duration.ofNanos(micros * 1_000L))
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DistributionSummary rows =
      DistributionSummary.builder("ff.lookup.rows")
          .description("Rows of a request")
          .publishPercentiles(0.5, 0.99)
          .register(registry);
  private final Map<String, Stages> stages = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> ages = new ConcurrentHashMap<>();
  private final Map<String, Map<ValueStatus, Counter>> keys = new ConcurrentHashMap<>();

  /** What they are read from. */
  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Tells of a log of answers, too. */
  public void watch(AnswerLog log) {
    count("ff.served.log.rows", "Rows of answers that were logged", log, AnswerLog::logged);
    count(
        "ff.served.log.dropped.rows",
        "Rows of answers that should have been logged, and were not",
        log,
        AnswerLog::dropped);
    count(
        "ff.served.log.failed.writes",
        "Attempts to write the log of answers that failed",
        log,
        AnswerLog::failed);
    Gauge.builder("ff.served.log.queued.rows", log, AnswerLog::queuedRows)
        .description("Rows of answers that wait to be logged")
        .register(registry);
    Gauge.builder("ff.served.log.queued.bytes", log, AnswerLog::queuedBytes)
        .description("Memory that they take")
        .register(registry);
  }

  /** Tells of the cache of rows, if there is one. */
  void watch(ServiceLookup lookup) {
    if (lookup.cacheUse() == null) {
      return;
    }
    FunctionCounter.builder("ff.row.cache.hits", lookup, l -> use(l).hits())
        .description("Keys that were found in the memory of the server")
        .register(registry);
    FunctionCounter.builder("ff.row.cache.misses", lookup, l -> use(l).misses())
        .description("Keys that were not, and were asked of a store")
        .register(registry);
    Gauge.builder("ff.row.cache.bytes", lookup, l -> use(l).bytes())
        .description("Memory that the rows take, about")
        .register(registry);
  }

  private static CacheUse use(ServiceLookup lookup) {
    return Objects.requireNonNull(lookup.cacheUse());
  }

  /** Tells of traces, too. */
  void watch(LookupTraces traces, ToldExporter exporter) {
    count(
        "ff.trace.spans.made",
        "Spans of lookups, to be sent to a collector",
        traces,
        LookupTraces::made);
    count("ff.trace.spans.sent", "Spans that a collector took", exporter, ToldExporter::sent);
    count(
        "ff.trace.spans.failed",
        "Spans that no collector took, after some attempts",
        exporter,
        ToldExporter::failed);
  }

  private <T> void count(String name, String description, T of, ToDoubleFunction<T> counted) {
    FunctionCounter.builder(name, of, counted).description(description).register(registry);
  }

  @Override
  public void answered(LookupAnswer answer) {
    rows.record(answer.rows());
    stages.computeIfAbsent(answer.plan().toString(), Stages::new).record(answer.times());
    for (ViewRows view : answer.views()) {
      String name = view.view().view().name() + "@" + view.view().view().version();
      if (view.published() != null) {
        age(name).set(view.age().toSeconds());
      }
      Map<ValueStatus, Integer> counts = new EnumMap<>(ValueStatus.class);
      for (int row = 0; row < answer.rows(); row++) {
        counts.merge(view.status(row), 1, Integer::sum);
      }
      Map<ValueStatus, Counter> counters = keys.computeIfAbsent(name, this::counters);
      counts.forEach(
          (status, count) -> Objects.requireNonNull(counters.get(status)).increment(count));
    }
  }

  /** How long the stages of a service's lookups take. */
  private final class Stages {
    private final Timer waiting;
    private final Timer reading;
    private final Timer computing;

    Stages(String service) {
      this.waiting = timer(service, "wait");
      this.reading = timer(service, "read");
      this.computing = timer(service, "compute");
    }

    private Timer timer(String service, String stage) {
      return Timer.builder("ff.lookup.stage")
          .description("Time of a lookup: until its turn, for stores, for the rest")
          .tag("service", service)
          .tag("stage", stage)
          .serviceLevelObjectives(BUCKETS)
          .register(registry);
    }

    void record(LookupTimes times) {
      waiting.record(times.waited());
      reading.record(times.reading());
      computing.record(times.computing());
    }
  }

  private Map<ValueStatus, Counter> counters(String view) {
    Map<ValueStatus, Counter> counters = new EnumMap<>(ValueStatus.class);
    for (ValueStatus status : ValueStatus.values()) {
      counters.put(
          status,
          Counter.builder("ff.lookup.keys")
              .description("Rows of requests, by what the values of a view were worth")
              .tag("view", view)
              .tag("status", status.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    return counters;
  }

  private AtomicLong age(String view) {
    return ages.computeIfAbsent(
        view,
        name -> {
          AtomicLong seconds = new AtomicLong();
          Gauge.builder("ff.view.age.seconds", seconds, AtomicLong::doubleValue)
              .description("Age of the data of a view in the last answer")
              .tag("view", name)
              .register(registry);
          return seconds;
        });
  }
}
