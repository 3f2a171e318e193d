package io.featurefactory.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.ingest.IngestSettings.Deleted;
import io.featurefactory.ingest.IngestSettings.Start;
import io.featurefactory.ingest.IngestSettings.Until;
import io.featurefactory.lake.StreamPartition;
import io.featurefactory.model.EventStream;
import io.featurefactory.testkit.servers.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics of a real broker become tables. */
final class IngestIT {
  @TempDir static Path brokerFolder;
  private static KafkaBroker broker;
  private static Admin admin;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    broker = KafkaBroker.start(brokerFolder);
    admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  private static void topic(String name, int partitions)
      throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
  }

  private static KafkaProducer<String, String> producer(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", broker.address());
    return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
  }

  private static String event(int number) {
    return "{\"id\": \"e%d\", \"at\": \"2026-01-0%dT10:00:00Z\"}".formatted(number, 1 + number % 5);
  }

  /** Events from one number to another, spread over the partitions. */
  private static void produce(String topic, int from, int to)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, String> producer = producer(Map.of())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = from; i < to; i++) {
        sent.add(producer.send(new ProducerRecord<>(topic, "key" + i, event(i))));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }

  private static KafkaCluster cluster() {
    return new KafkaCluster("default", broker.address(), KafkaSecurity.NONE, Map.of(), null);
  }

  private static IngestSettings settings(TopicChoice topics, Deleted deleted) {
    return new IngestSettings(
        topics,
        "ff-test-" + topics.toString().replaceAll("[^a-z]", "-"),
        EventStream.Format.JSON,
        Start.EARLIEST,
        Duration.ofMinutes(1),
        20_000,
        null,
        deleted,
        Until.CAUGHT_UP);
  }

  private static IngestSettings settings(String topic) {
    return settings(new TopicChoice.Named(List.of(topic)), Deleted.REFUSE);
  }

  private long ingest(IngestLake lake, IngestSettings settings) {
    return new Ingest(settings, cluster(), lake.table(), folder.resolve("spill"), lake).run();
  }

  @Test
  void run_severalTopics_hasEachOffsetOnce() throws Exception {
    topic("shop.clicks", 3);
    topic("shop.views", 2);
    produce("shop.clicks", 0, 1_000);
    produce("shop.views", 1_000, 1_500);
    IngestSettings settings =
        settings(new TopicChoice.Matching(Pattern.compile("shop\\..*")), Deleted.REFUSE);
    try (IngestLake lake = new IngestLake(folder)) {
      assertThat(ingest(lake, settings)).isEqualTo(1_500);
      produce("shop.views", 1_500, 1_700);
      assertThat(ingest(lake, settings)).isEqualTo(200);
      assertThat(ingest(lake, settings)).isZero();

      assertThat(lake.offsets())
          .isEqualTo(lake.offsets(admin, List.of("shop.clicks", "shop.views")));
      assertThat(lake.count("count(*)")).isEqualTo(1_700);
      assertThat(lake.count("count(DISTINCT id)")).isEqualTo(1_700);
      assertThat(lake.commits()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void run_abortedTransactions_leavesThemOut() throws Exception {
    topic("payments", 1);
    try (KafkaProducer<String, String> producer =
        producer(Map.of("transactional.id", "test", "linger.ms", 0))) {
      producer.initTransactions();
      for (int i = 0; i < 6; i++) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("payments", event(i))).get();
        if (i % 2 == 0) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
    try (IngestLake lake = new IngestLake(folder)) {
      assertThat(ingest(lake, settings("payments"))).isEqualTo(3);

      assertThat(lake.count("count(*)")).isEqualTo(3);
      assertThat(lake.table().positions())
          .containsExactly(Map.entry(new StreamPartition("payments", 0), 12L));
    }
  }

  /** The second joins while the first reads, and leaves before it ends. */
  @Test
  void run_byProcessesThatComeAndGo_hasEachOffsetOnce() throws Exception {
    topic("busy", 4);
    Random random = new Random(7);
    try (IngestLake lake = new IngestLake(folder)) {
      List<CompletableFuture<Long>> running = new ArrayList<>();
      List<Ingest> members = new ArrayList<>();
      for (int member = 0; member < 3; member++) {
        produce("busy", member * 3_000, member * 3_000 + 3_000);
        IngestSettings settings =
            new IngestSettings(
                new TopicChoice.Named(List.of("busy")),
                "ff-test-busy",
                EventStream.Format.JSON,
                Start.EARLIEST,
                Duration.ofMillis(100),
                50_000,
                null,
                Deleted.REFUSE,
                Until.STOPPED);
        Ingest ingest =
            new Ingest(settings, cluster(), lake.table(), folder.resolve("m" + member), lake);
        members.add(ingest);
        running.add(CompletableFuture.supplyAsync(ingest::run));
        Thread.sleep(random.nextInt(1_500));
      }
      members.get(0).stop();
      running.get(0).get();
      produce("busy", 9_000, 10_000);
      lake.await("count(*)", 10_000);
      for (int member = 1; member < 3; member++) {
        members.get(member).stop();
        running.get(member).get();
      }

      assertThat(lake.offsets()).isEqualTo(lake.offsets(admin, List.of("busy")));
      assertThat(lake.count("count(*)")).isEqualTo(10_000);
    }
  }

  @Test
  void run_afterTheBrokerDeletedRecords_refusesOrTakesNote() throws Exception {
    topic("short", 1);
    produce("short", 0, 10);
    try (IngestLake lake = new IngestLake(folder)) {
      ingest(lake, settings("short"));
      produce("short", 10, 30);
      admin
          .deleteRecords(Map.of(new TopicPartition("short", 0), RecordsToDelete.beforeOffset(25)))
          .all()
          .get();

      assertThatThrownBy(() -> ingest(lake, settings("short")))
          .hasMessage(
              "The broker has deleted 15 records of short-0 that the lake does not have: offsets 10 to 24"
                  + " (expected: a retention longer than the longest pause of ff ingest). Nothing was"
                  + " read. If they are lost, say so: ff ingest --skip-deleted");

      ingest(lake, settings(new TopicChoice.Named(List.of("short")), Deleted.SKIP));
      assertThat(lake.count("count(*)")).isEqualTo(15);
      assertThat(lake.deadLetters())
          .containsExactly("deleted by the broker before they were read: offsets 10 to 24");
    }
  }

  @Test
  void run_aTopicThatWasMadeAgain_isRefused() throws Exception {
    topic("reborn", 1);
    produce("reborn", 0, 10);
    try (IngestLake lake = new IngestLake(folder)) {
      ingest(lake, settings("reborn"));
      admin.deleteTopics(List.of("reborn")).all().get();
      lake.awaitNoTopic(admin, "reborn");
      topic("reborn", 1);
      produce("reborn", 0, 20);

      assertThatThrownBy(() -> ingest(lake, settings("reborn")))
          .hasMessageStartingWith("Topic reborn is not the one that the lake knows: its id is ")
          .hasMessageEndingWith("Give it another name, or read it into another table");
      assertThat(lake.count("count(*)")).isEqualTo(10);
    }
  }

  @Test
  void run_fromTheLatest_leavesOutWhatWasThereAndNothingElse() throws Exception {
    topic("late", 2);
    produce("late", 0, 100);
    IngestSettings settings =
        new IngestSettings(
            new TopicChoice.Named(List.of("late")),
            "ff-test-late",
            EventStream.Format.JSON,
            Start.LATEST,
            Duration.ofMinutes(1),
            20_000,
            null,
            Deleted.REFUSE,
            Until.CAUGHT_UP);
    try (IngestLake lake = new IngestLake(folder)) {
      assertThat(ingest(lake, settings)).isZero();
      produce("late", 100, 150);
      admin.createPartitions(Map.of("late", NewPartitions.increaseTo(3))).all().get();
      try (KafkaProducer<String, String> producer = producer(Map.of())) {
        producer.send(new ProducerRecord<>("late", 2, "key", event(150))).get();
      }

      assertThat(ingest(lake, settings)).isEqualTo(51);
      assertThat(lake.count("count(DISTINCT id)")).isEqualTo(51);
    }
  }

  /** What a topic sends has changed: it waits for the source to be mended, and others go on. */
  @Test
  void run_topicWhoseRecordsAreNoEvents_isStoppedAndLosesNothing() throws Exception {
    topic("changed", 2);
    topic("steady", 1);
    produce("changed", 0, 200);
    IngestSettings settings =
        new IngestSettings(
            new TopicChoice.Named(List.of("changed", "steady")),
            "ff-test-changed",
            EventStream.Format.JSON,
            Start.EARLIEST,
            Duration.ofMinutes(1),
            10_000_000,
            null,
            Deleted.REFUSE,
            Until.CAUGHT_UP);
    try (IngestLake lake = new IngestLake(folder)) {
      ingest(lake, settings);
      try (KafkaProducer<String, String> producer = producer(Map.of())) {
        for (int i = 0; i < 300; i++) {
          producer.send(new ProducerRecord<>("changed", "{\"happened\": \"2026-01-01\"}")).get();
        }
      }
      produce("steady", 200, 500);

      assertThatThrownBy(() -> ingest(lake, settings))
          .hasMessageStartingWith("Topic changed is stopped: 300 of 300 records are no events")
          .hasMessageContaining("offset ")
          .hasMessageContaining(": at is missing (allowed: 50%). None of them was added. Mend the")
          .hasMessageEndingWith("max_bad: 100% under kafka: of the source");
      assertThat(lake.count("count(*)")).isEqualTo(500);
      assertThat(lake.count("count(*) FILTER (WHERE kafka_topic = 'steady')")).isEqualTo(300);

      produce("changed", 500, 1_500);
      ingest(lake, settings);
      assertThat(lake.count("count(DISTINCT id)")).isEqualTo(1_500);
      assertThat(lake.deadLetters()).hasSize(300);
    }
  }

  @Test
  void run_deadLetterTopic_getsWhatIsNoEventWithItsReason() throws Exception {
    topic("mixed", 1);
    topic("letters", 1);
    try (KafkaProducer<String, String> producer = producer(Map.of())) {
      producer.send(new ProducerRecord<>("mixed", event(0))).get();
      producer.send(new ProducerRecord<>("mixed", "{\"id\": 1")).get();
      producer.send(new ProducerRecord<>("mixed", (String) null)).get();
    }
    IngestSettings settings =
        new IngestSettings(
            new TopicChoice.Named(List.of("mixed")),
            "ff-test-mixed",
            EventStream.Format.JSON,
            Start.EARLIEST,
            Duration.ofMinutes(1),
            20_000,
            "letters",
            Deleted.REFUSE,
            Until.CAUGHT_UP);
    try (IngestLake lake = new IngestLake(folder)) {
      ingest(lake, settings);
      ingest(lake, settings);

      assertThat(lake.count("count(*)")).isEqualTo(1);
      assertThat(lake.deadLetters()).hasSize(2);
    }
    assertThat(letters("letters", 2))
        .containsExactly("mixed 0 1 malformed JSON: {\"id\": 1", "mixed 0 2 no value: null");
  }

  private static List<String> letters(String topic, int expected) {
    List<String> letters = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address()),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition only = new TopicPartition(topic, 0);
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      while (letters.size() < expected) {
        for (ConsumerRecord<String, String> letter : consumer.poll(Duration.ofSeconds(1))) {
          List<String> parts = new ArrayList<>();
          letter
              .headers()
              .forEach(header -> parts.add(new String(header.value(), StandardCharsets.UTF_8)));
          letters.add(String.join(" ", parts) + ": " + letter.value());
        }
      }
    }
    return letters;
  }

  @Test
  void run_noSuchTopic_suggestsOne() throws Exception {
    topic("contacts", 1);
    try (IngestLake lake = new IngestLake(folder)) {
      assertThatThrownBy(() -> ingest(lake, settings("contact")))
          .hasMessageStartingWith(
              "Kafka default has no topic contact (did you mean 'contacts'?). It has: ");
    }
  }

  @Test
  void run_noBroker_saysWhereItLooked() {
    try (IngestLake lake = new IngestLake(folder)) {
      KafkaCluster nowhere =
          new KafkaCluster(
              "default",
              "127.0.0.1:1",
              KafkaSecurity.NONE,
              Map.of("default.api.timeout.ms", "1000", "request.timeout.ms", "1000"),
              null);
      Ingest ingest =
          new Ingest(settings("clicks"), nowhere, lake.table(), folder.resolve("spill"), lake);
      assertThatThrownBy(ingest::run)
          .hasMessageStartingWith("Kafka default does not answer at 127.0.0.1:1: ")
          .hasMessageEndingWith(
              "Is it running, and do the security settings under kafka: default: in factory.yaml fit?");
    }
  }
}
