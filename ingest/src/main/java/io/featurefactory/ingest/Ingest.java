package io.featurefactory.ingest;

import io.featurefactory.ingest.registry.UnknownSchemaException;
import io.featurefactory.lake.DeadLetterSink;
import io.featurefactory.lake.StreamBatch;
import io.featurefactory.lake.StreamPartition;
import io.featurefactory.lake.StreamRange;
import io.featurefactory.lake.StreamTable;
import io.featurefactory.lake.UnfitTopicsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics into a table, as one of a group of processes, until it is stopped.
 *
 * <p>Where a partition goes on is what the table says, never what the group says: so a process that
 * is killed, or declared dead and wakes up, adds nothing twice. While a batch is being committed
 * the next one is received; there is no third.
 *
 * <p>{@link #run} is called once; {@link #stop} by any thread.
 */
public final class Ingest {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final IngestSettings settings;
  private final KafkaClients clients;
  private final StreamTable table;
  private final Path folder;
  private final IngestListener listener;
  private final Topics topics;
  private final Placement placement;
  private final RecordIntake intake;
  private final @Nullable DeadLetterTopic letters;
  private final CommitWorker worker;
  private final Map<TopicPartition, Long> covered = new HashMap<>();
  private final Map<TopicPartition, Long> goals = new HashMap<>();
  private final Map<String, String> stopped = new TreeMap<>();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private StreamBatch batch;
  private long began;
  private int batches;
  private long received;
  private long heard;
  private boolean told;
  private boolean assigned;
  private boolean astray;
  private boolean marked;
  private @Nullable RuntimeException broken;
  private volatile boolean stopping;

  /**
   * Connects when it is run.
   *
   * @param folder of this process alone, for records that wait for their commit
   */
  public Ingest(
      IngestSettings settings,
      KafkaCluster cluster,
      StreamTable table,
      Path folder,
      IngestListener listener) {
    this.settings = settings;
    this.clients = new KafkaClients(cluster);
    this.table = table;
    this.folder = folder;
    this.listener = listener;
    this.topics = new Topics(clients, table.topicIds());
    this.worker = new CommitWorker(table, listener);
    this.letters = letters(settings.deadLetterTopic());
    this.batch = nextBatch();
    this.intake = new RecordIntake(settings.format(), cluster, table.keepsKeys());
    this.consumer = clients.consumer(settings.group());
    this.placement = new Placement(settings, table, topics, consumer);
  }

  private @Nullable DeadLetterTopic letters(@Nullable String topic) {
    DeadLetterTopic sink = topic == null ? null : new DeadLetterTopic(clients, topic);
    table.copyDeadLettersTo(sink == null ? DeadLetterSink.NONE : sink);
    return sink;
  }

  /** Lets {@link #run} commit what was received, and return. */
  public void stop() {
    stopping = true;
    worker.hurry();
  }

  /**
   * Reads until {@link #stop}, or until all is read, or until no topic is left that is fit to be
   * read.
   *
   * @return how many records were received
   * @throws io.featurefactory.model.FactoryException also if topics were stopped on the way
   */
  public long run() {
    try (letters;
        worker;
        consumer) {
      topics.require(settings.topics());
      subscribe();
      heard = System.nanoTime();
      do {
        while (!stopping && !isDone()) {
          take(poll());
          advance();
          listen();
        }
        flush();
      } while (astray && !stopping);
      if (!stopped.isEmpty()) {
        throw IngestErrors.unfit(stopped.values());
      }
      return received;
    } catch (AuthenticationException | AuthorizationException e) {
      throw IngestErrors.denied(clients.cluster(), settings.group(), e);
    } catch (KafkaException e) {
      throw IngestErrors.failed(clients.cluster(), e);
    } finally {
      batch.close();
    }
  }

  private void subscribe() {
    Changes changes = new Changes();
    if (settings.topics() instanceof TopicChoice.Named named) {
      consumer.subscribe(named.topics(), changes);
    } else if (settings.topics() instanceof TopicChoice.Matching matching) {
      consumer.subscribe(matching.pattern(), changes);
    }
  }

  /** What fails while partitions change counts before what comes of it. */
  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      requireUnbroken();
      return records;
    } catch (OffsetOutOfRangeException e) {
      astray = true; // looking again where it is says what is wrong
      return ConsumerRecords.empty();
    } catch (KafkaException e) {
      requireUnbroken();
      throw e;
    }
  }

  private void requireUnbroken() {
    RuntimeException failure = broken;
    if (failure != null) {
      throw failure;
    }
  }

  private StreamBatch nextBatch() {
    return StreamBatch.open(folder.resolve("batch-" + batches++));
  }

  /** Kafka's client waits for ever, and says nothing. */
  private void listen() {
    long now = System.nanoTime();
    if (consumer.metrics().entrySet().stream().anyMatch(Ingest::isConnected)) {
      heard = now;
      told = false;
    } else if (!told && now - heard > PATIENCE_NANOS) {
      told = true;
      listener.waiting(
          IngestErrors.away(clients.cluster(), TimeUnit.NANOSECONDS.toSeconds(now - heard)));
    }
  }

  private static boolean isConnected(Map.Entry<MetricName, ? extends Metric> metric) {
    return metric.getKey().name().equals("connection-count")
        && metric.getValue().metricValue() instanceof Double connections
        && connections > 0;
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty()) {
      return;
    }
    if (batch.records() == 0) {
      began = System.nanoTime();
    }
    for (TopicPartition from : records.partitions()) {
      StreamPartition partition = Placement.of(from);
      try {
        for (ConsumerRecord<byte[], byte[]> record : records.records(from)) {
          intake.take(record, partition, batch);
        }
      } catch (UnknownSchemaException e) {
        stopTopics(Map.of(from.topic(), IngestErrors.unreadable(from.topic(), e)));
      }
    }
    received += records.count();
    listener.received(received, lag());
  }

  private long lag() {
    long lag = 0;
    for (TopicPartition partition : consumer.assignment()) {
      OptionalLong behind = consumer.currentLag(partition);
      lag += behind.isPresent() ? behind.getAsLong() : 0;
    }
    return lag;
  }

  /** Sees what came of the batch before, and closes this one when it is time. */
  private void advance() {
    if (worker.isBusy() && worker.isReady()) {
      settle();
    }
    if (astray) {
      goBack();
    }
    if (isDue() && !worker.isBusy()) {
      begin();
      resume();
    } else if (batch.isFull(settings.commitBytes())) {
      consumer.pause(consumer.assignment()); // nothing more is fetched
    }
  }

  private boolean isDue() {
    return marked
        || batch.isFull(settings.commitBytes())
        || (batch.records() > 0 && System.nanoTime() - began >= settings.commitEvery().toNanos());
  }

  private void begin() {
    marked = false;
    cover();
    if (!batch.isEmpty()) {
      worker.begin(batch, topics.ids());
      batch = nextBatch();
    }
  }

  /** Up to where all that was fetched is in the batch: also past records that nobody sees. */
  private void cover() {
    for (TopicPartition partition : consumer.assignment()) {
      Long from = covered.get(partition);
      long to = from == null ? 0 : consumer.position(partition);
      if (from != null && to > from) {
        batch.covers(new StreamRange(Placement.of(partition), from, to));
        covered.put(partition, to);
      }
    }
  }

  /** Everything that was received is committed, or refused. */
  private void flush() {
    settle();
    if (!astray && (marked || batch.records() > 0)) {
      begin();
      settle();
    }
  }

  private void settle() {
    try {
      switch (worker.finish()) {
        case NONE -> {
          return;
        }
        case COMMITTED -> tellGroup();
        case REFUSED -> astray = true;
      }
    } catch (UnfitTopicsException e) {
      stopTopics(e.reasons());
    }
  }

  /** What the batch had of other topics is received again. */
  private void stopTopics(Map<String, String> reasons) {
    reasons.forEach(
        (topic, reason) -> {
          if (stopped.put(topic, reason) == null) {
            listener.stopped(topic, reason);
          }
        });
    astray = true;
  }

  private boolean isStopped(TopicPartition partition) {
    return stopped.containsKey(partition.topic());
  }

  private void resume() {
    consumer.resume(consumer.paused().stream().filter(p -> !isStopped(p)).toList());
  }

  /** For people and tools that look at the group's lag; nothing of ours reads it. */
  private void tellGroup() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    Map<StreamPartition, Long> positions = table.positions();
    for (TopicPartition partition : consumer.assignment()) {
      Long position = positions.get(Placement.of(partition));
      if (position != null) {
        offsets.put(partition, new OffsetAndMetadata(position));
      }
    }
    consumer.commitAsync(offsets, (committed, failure) -> {});
  }

  /** To where the table stands: what was received since is received again. */
  private void goBack() {
    settle(); // what is on its way counts
    astray = false;
    Set<TopicPartition> all = consumer.assignment();
    abandon();
    covered.clear();
    place(all);
    resume();
  }

  private void abandon() {
    marked = false;
    batch.close();
    batch = nextBatch();
  }

  private void place(Collection<TopicPartition> partitions) {
    Placement.Placed placed = placement.place(partitions);
    marked |= !placed.marks().isEmpty();
    placed.marks().forEach(batch::covers);
    placed.gaps().stream()
        .filter(gap -> !stopped.containsKey(gap.partition().topic()))
        .forEach(this::takeNote);
    placed
        .begins()
        .forEach(
            (partition, from) -> {
              if (isStopped(partition)) {
                consumer.pause(List.of(partition));
              } else {
                covered.put(partition, from);
              }
            });
    placed.ends().forEach(goals::putIfAbsent);
  }

  private void takeNote(StreamRange gap) {
    batch.putAside(
        gap.partition(),
        gap.from(),
        -1,
        "deleted by the broker before they were read: offsets %d to %d"
            .formatted(gap.from(), gap.to() - 1),
        null);
  }

  /** Nothing is left to be read, since all topics were stopped. */
  private boolean isIdle() {
    return !stopped.isEmpty()
        && !consumer.assignment().isEmpty()
        && consumer.assignment().stream().allMatch(this::isStopped);
  }

  private boolean isDone() {
    return (settings.until() == IngestSettings.Until.CAUGHT_UP || isIdle())
        && assigned
        && !astray
        && consumer.assignment().stream()
            .allMatch(
                p -> isStopped(p) || consumer.position(p) >= goals.getOrDefault(p, Long.MAX_VALUE));
  }

  /** Partitions come and go. Nothing is thrown: Kafka's client would wrap it, and print it. */
  private final class Changes implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      guarded(
          () -> {
            settle();
            if (astray) {
              goBack();
            } else {
              place(added);
            }
            assigned = true;
            listener.assigned(
                consumer.assignment().stream().map(TopicPartition::toString).sorted().toList());
          });
    }

    /** What was received of them is committed while they are ours. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> gone) {
      guarded(Ingest.this::flush);
      forget(gone);
    }

    /** They are others' already: what was received of them is not ours to commit. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> gone) {
      guarded(Ingest.this::settle);
      astray = true;
      forget(gone);
    }

    private void guarded(Runnable work) {
      try {
        work.run();
      } catch (RuntimeException e) {
        broken = broken == null ? e : broken;
      }
    }

    private void forget(Collection<TopicPartition> gone) {
      gone.forEach(covered::remove);
      gone.forEach(goals::remove);
    }
  }
}
