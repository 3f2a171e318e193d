package io.featurefactory.bench;

import io.featurefactory.testkit.servers.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Kafka to the lake, beside a consumer that parses the same records and throws them away. */
final class IngestCase {
  private static final Limit OF_CONSUMER = Limit.atLeast(0.4);
  private static final Limit OF_MEMORY = Limit.atMost(1.2);

  private static final String TOPIC = "events";
  private static final String FEW = "few";
  private static final int PARTITIONS = 4;
  private static final int FEWER = 5;
  private static final String EMPTY = "empty";

  private final Bench bench;
  private final long size;

  IngestCase(Bench bench, long size) {
    this.bench = bench;
    this.size = size;
  }

  Section measure() {
    List<Figure> figures = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    Path folder = bench.options().work().resolve("kafka");
    Folders.renew(folder);
    BenchProject project =
        BenchProject.create(
            bench.options().work().resolve("ingest"), "ingest.yaml", bench.launcher());
    try (KafkaBroker broker = KafkaBroker.start(folder)) {
      broker.createTopics(Map.of(TOPIC, PARTITIONS, FEW, PARTITIONS));
      project.environment(
          "kafka", "kafka: {default: {brokers: \"%s\"}}\n".formatted(broker.address()));
      bench.run(load("producer", "produce", broker, TOPIC, size));
      bench.run(load("producer of few", "produce", broker, FEW, size / FEWER));
      bench.run(project.ff("ff apply", "apply"));
      project.states().save(EMPTY);
      measure(project, broker, figures, verdicts);
    }
    project.delete();
    FolderStates.delete(folder);
    return new Section(
        BenchCase.INGEST.word(),
        size,
        "Kafka to the lake, %s records of JSON in %d partitions"
            .formatted(Numbers.count(size), PARTITIONS),
        figures,
        verdicts,
        List.of(
            "Timed: whole processes, with the start of a JVM; the broker runs on the same machine."
                + " The consumer has the same settings of Kafka's client, and Jackson makes a tree"
                + " of every record. CPU and memory are without the broker's."));
  }

  private void measure(
      BenchProject project, KafkaBroker broker, List<Figure> figures, List<Verdict> verdicts) {
    Runnable empty = () -> project.states().restore(EMPTY);
    List<Figure> all =
        bench.alternate(
            List.of(
                new Entrant(ingest(project, "ff ingest", TOPIC), empty),
                new Entrant(load("bare consumer", "consume", broker, TOPIC, size), () -> {}),
                new Entrant(ingest(project, "ff ingest, a fifth", FEW), empty)));
    figures.addAll(all);
    verdicts.add(
        Verdict.ofRatio(
            "records per second, ff ingest / consumer", all.get(1), all.get(0), OF_CONSUMER));
    verdicts.add(
        new Verdict(
            "peak memory, all / a fifth",
            Spread.ofRatios(all.get(0).runs(), all.get(2).runs(), Measurement::peakBytes),
            "",
            OF_MEMORY));
  }

  private static Launch ingest(BenchProject project, String name, String table) {
    return project.ff(name, "ingest", table, "--once", "--env", "kafka");
  }

  private static Launch load(
      String name, String what, KafkaBroker broker, String topic, long records) {
    return Programs.java(
        name, IngestLoad.class, List.of(what, broker.address(), topic, Long.toString(records)));
  }
}
