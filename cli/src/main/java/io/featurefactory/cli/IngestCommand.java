package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.definitions.FactorySettings.KafkaSettings;
import io.featurefactory.ingest.Ingest;
import io.featurefactory.ingest.IngestListener;
import io.featurefactory.ingest.IngestSettings;
import io.featurefactory.ingest.IngestSettings.Deleted;
import io.featurefactory.ingest.IngestSettings.Start;
import io.featurefactory.ingest.IngestSettings.Until;
import io.featurefactory.ingest.TopicChoice;
import io.featurefactory.lake.StreamLimits;
import io.featurefactory.lake.StreamTable;
import io.featurefactory.model.EventStream;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff ingest}: Kafka to the lake, until it is stopped. */
@Command(
    name = "ingest",
    description = {
      "Bring the records of Kafka into the lake, each exactly once, until Ctrl-C.",
      "Start it as often as you like, on several machines: they share the work."
    },
    footer = {"", "Example:", "  ff ingest", "  ff ingest clickstream --once"})
final class IngestCommand extends ProjectCommand {
  private static final int LONGEST_GOODBYE_SECONDS = 300;

  @Parameters(
      arity = "0..*",
      paramLabel = "TABLE",
      description = "Tables of the lake (default: all that a source feeds by kafka:)")
  private List<String> tables = new ArrayList<>();

  @Option(names = "--once", description = "End when all is read that the brokers have now")
  private boolean once;

  @Option(
      names = "--skip-deleted",
      description = "Go on where a broker has deleted records before they were read")
  private boolean skipDeleted;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Tell Prometheus at this port, under /metrics; 0 for any that is free")
  private @Nullable Integer metricsPort;

  IngestCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    Integer port = metricsPort;
    if (port == null) {
      return ingest(project, null);
    }
    if (port < 0 || port > 65_535) {
      throw wrongUsage("--metrics-port: %d (expected: 0 to 65535)".formatted(port));
    }
    try (MetricsServer metrics = MetricsServer.start(port)) {
      progress().note("Metrics: http://localhost:%d/metrics".formatted(metrics.port()));
      return ingest(project, metrics.registry());
    }
  }

  private Answer ingest(Project project, @Nullable MeterRegistry metrics) {
    Map<EventStream, IngestTally> tallies = new LinkedHashMap<>();
    Map<EventStream, Ingest> ingests = new LinkedHashMap<>();
    for (EventStream stream : chosen()) {
      IngestTally tally = new IngestTally("lake." + stream.table(), progress());
      tallies.put(stream, tally);
      ingests.put(
          stream,
          ingest(
              project,
              stream,
              metrics == null ? tally : new IngestMetrics(metrics, stream.table(), tally)));
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Thread goodbye = new Thread(() -> stop(ingests.values(), stopped), "goodbye");
    Runtime.getRuntime().addShutdownHook(goodbye);
    try {
      progress().note(greeting(tallies.keySet()));
      run(List.copyOf(ingests.values()));
    } finally {
      stopped.countDown();
    }
    return answer(tallies);
  }

  /** Where one fails the others end, too, and whoever started this sees it. */
  private static void run(List<Ingest> ingests) {
    AtOnce.forEach(
        ingests.size(),
        ingests,
        ingest -> {
          try {
            return ingest.run();
          } catch (RuntimeException e) {
            ingests.forEach(Ingest::stop);
            throw e;
          }
        });
  }

  private List<EventStream> chosen() {
    List<EventStream> all = files().streams();
    if (all.isEmpty()) {
      throw CliErrors.noStreams();
    }
    List<String> known = all.stream().map(EventStream::table).toList();
    Set<String> wanted = new HashSet<>();
    for (String table : tables) {
      String name = LakeName.of(table);
      if (!known.contains(name)) {
        throw CliErrors.notFedByKafka(name, known);
      }
      wanted.add(name);
    }
    return all.stream().filter(s -> wanted.isEmpty() || wanted.contains(s.table())).toList();
  }

  private Ingest ingest(Project project, EventStream stream, IngestListener listener) {
    Map<String, KafkaSettings> clusters = project.settings().kafka();
    KafkaSettings cluster = clusters.get(stream.cluster());
    if (cluster == null) {
      throw CliErrors.unknownCluster(stream.cluster(), stream.table(), clusters.keySet());
    }
    StreamTable table =
        StreamTable.open(
            project.warehouse(),
            project.kernel(),
            stream.table(),
            files().sourcesOf(stream.table()),
            new StreamLimits(stream.maxAhead(), stream.maxBad()));
    String pattern = stream.pattern();
    IngestSettings settings =
        new IngestSettings(
            pattern == null
                ? new TopicChoice.Named(stream.topics())
                : new TopicChoice.Matching(Pattern.compile(pattern)),
            "ff-%s-%s".formatted(project.settings().project(), stream.table()),
            stream.format(),
            stream.fromLatest() ? Start.LATEST : Start.EARLIEST,
            stream.commitEvery(),
            stream.commitBytes(),
            stream.deadLetterTopic(),
            skipDeleted ? Deleted.SKIP : Deleted.REFUSE,
            once ? Until.CAUGHT_UP : Until.STOPPED);
    return new Ingest(
        settings,
        KafkaClusters.of(project, stream.cluster(), cluster),
        table,
        project.kernel().settings().spillFolder().resolve("ingest-" + stream.table()),
        listener);
  }

  private String greeting(Set<EventStream> streams) {
    List<String> names = streams.stream().map(s -> "lake." + s.table()).toList();
    return once
        ? "Reading into %s what Kafka has now.".formatted(String.join(", ", names))
        : "Reading into %s; Ctrl-C stops.".formatted(String.join(", ", names));
  }

  /** Ctrl-C and SIGTERM: the process ends when all that was received is committed. */
  private static void stop(Iterable<Ingest> ingests, CountDownLatch stopped) {
    ingests.forEach(Ingest::stop);
    try {
      boolean inTime = stopped.await(LONGEST_GOODBYE_SECONDS, TimeUnit.SECONDS);
      if (!inTime) {
        return; // what was not committed is read again
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Answer answer(Map<EventStream, IngestTally> tallies) {
    List<Fields> json = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    long deadLetters = 0;
    String example = "";
    for (Map.Entry<EventStream, IngestTally> entry : tallies.entrySet()) {
      IngestTally tally = entry.getValue();
      String table = "lake." + entry.getKey().table();
      json.add(
          Fields.of("table", table)
              .with("rows", tally.rows())
              .with("dead_letters", tally.deadLetters())
              .with("commits", tally.commits()));
      rows.add(
          List.of(
              table,
              Texts.count(tally.rows()),
              Texts.count(tally.deadLetters()),
              Texts.count(tally.commits())));
      deadLetters += tally.deadLetters();
      example = tally.deadLetters() > 0 ? table : example;
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            List.of(
                Column.text("table"),
                Column.number("events"),
                Column.number("dead letters"),
                Column.number("commits")),
            rows));
    if (deadLetters > 0) {
      blocks.add(
          Block.Text.of(
              "Dead letters and their reasons: ff sql \"FROM %s__dead_letters\""
                  .formatted(example)));
    }
    return new Answer(Fields.of("tables", json), blocks, Answer.Outcome.DONE, List.of());
  }
}
