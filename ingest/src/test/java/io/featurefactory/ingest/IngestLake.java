package io.featurefactory.ingest;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.StreamLimits;
import io.featurefactory.lake.StreamReport;
import io.featurefactory.lake.StreamTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WarehouseSettings;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Source;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** A table of events, and what is in it. */
final class IngestLake implements AutoCloseable, IngestListener {
  private static final TableId TABLE = TableId.lake("events");
  private static final Source SOURCE =
      new Source(
          "events",
          new Source.LakeTable("events"),
          "at",
          "id",
          null,
          null,
          null,
          List.of(
              new Source.Column("id", Primitive.VARCHAR, "id", null),
              new Source.Column("at", Primitive.TIMESTAMP, "at", null)));

  private static final StreamLimits LIMITS = new StreamLimits(Duration.ofDays(1), 0.5);

  private final Warehouse warehouse;
  private final Kernel kernel;
  private int commits;

  IngestLake(Path folder) {
    warehouse =
        Warehouse.open(
            new WarehouseSettings(
                folder.resolve("warehouse").toString(),
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "test"),
            Clock.systemUTC());
    kernel = Kernel.open(new KernelSettings(1, 1 << 28, folder.resolve("kernel")));
  }

  StreamTable table() {
    return StreamTable.open(warehouse, kernel, "events", List.of(SOURCE), LIMITS);
  }

  synchronized int commits() {
    return commits;
  }

  private <R> List<R> query(TableId id, String select, Function<ResultRow, R> mapper) {
    try (KernelSession session = kernel.session()) {
      LakeTable table = warehouse.loadTable(id);
      return session.query(
          "SELECT " + select + " FROM " + table.relation(table.files(table.currentSnapshot())),
          mapper);
    }
  }

  long count(String select) {
    return query(TABLE, select, row -> row.longValue(0)).get(0);
  }

  List<String> deadLetters() {
    return query(
        TableId.lake("events__dead_letters"), "reason", row -> String.valueOf(row.string(0)));
  }

  /** By partition, as often as they are there. */
  Map<String, List<Long>> offsets() {
    Map<String, List<Long>> offsets = new TreeMap<>();
    query(
            TABLE,
            "kafka_topic || '-' || kafka_partition, kafka_offset",
            row -> Map.entry(String.valueOf(row.string(0)), row.longValue(1)))
        .forEach(
            entry ->
                offsets
                    .computeIfAbsent(entry.getKey(), p -> new ArrayList<>())
                    .add(entry.getValue()));
    offsets.values().forEach(list -> list.sort(null));
    return offsets;
  }

  /** What the broker has; of topics without transactions. */
  Map<String, List<Long>> offsets(Admin admin, List<String> topics)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
      topic
          .partitions()
          .forEach(
              p -> asked.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
    }
    Map<String, List<Long>> offsets = new TreeMap<>();
    admin
        .listOffsets(asked)
        .all()
        .get()
        .forEach(
            (partition, end) ->
                offsets.put(
                    partition.toString(), LongStream.range(0, end.offset()).boxed().toList()));
    return offsets;
  }

  void await(String select, long expected) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (count(select) < expected) {
      if (System.nanoTime() > end) {
        throw new AssertionError("%d rows (expected: %d)".formatted(count(select), expected));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  void awaitNoTopic(Admin admin, String topic) throws ExecutionException, InterruptedException {
    while (admin.listTopics().names().get().contains(topic)) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Override
  public void assigned(Collection<String> partitions) {}

  @Override
  public void received(long records, long lag) {}

  @Override
  public synchronized void committed(StreamReport report, Duration took) {
    commits++;
  }

  @Override
  public void stopped(String topic, String reason) {}

  @Override
  public void waiting(String message) {}

  @Override
  public void overtaken() {}

  @Override
  public void retrying(FactoryException failure, Duration after) {
    throw failure;
  }

  @Override
  public void close() {
    kernel.close();
    warehouse.close();
  }
}
