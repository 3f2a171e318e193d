package io.featurefactory.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Fills a topic, or reads one, in a process of its own. */
public final class IngestLoad {
  private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");
  private static final int PRODUCERS = 2;
  private static final int SECONDS_OF_EVENTS = 2 * 86_400;
  private static final List<String> CATEGORIES =
      List.of("bicycles", "phones", "furniture", "cars", "books");

  private IngestLoad() {}

  /**
   * Does one thing.
   *
   * @param arguments {@code produce} or {@code consume}; where the broker is; the topic; how many
   *     records
   */
  public static void main(String[] arguments) throws IOException {
    String broker = arguments[1];
    String topic = arguments[2];
    long records = Long.parseLong(arguments[3]);
    switch (arguments[0]) {
      case "produce" -> produce(broker, topic, records);
      case "consume" -> consume(broker, topic, records);
      default -> throw new IllegalArgumentException(arguments[0] + " (expected: see main)");
    }
  }

  private static void produce(String broker, String topic, long records) {
    List<CompletableFuture<Void>> producers =
        IntStream.range(0, PRODUCERS)
            .mapToObj(i -> CompletableFuture.runAsync(() -> produce(broker, topic, records, i)))
            .toList();
    producers.forEach(CompletableFuture::join);
  }

  private static void produce(String broker, String topic, long records, int first) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker, "linger.ms", 20, "batch.size", 128 << 10);
    SplittableRandom random = new SplittableRandom(first);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (long number = first; number < records; number += PRODUCERS) {
        // not waited for; what fails here is missing for those who read, who wait for all
        Future<RecordMetadata> ignored =
            producer.send(new ProducerRecord<>(topic, event(number, records, random)));
      }
    }
  }

  /** In the order of time, over two days. */
  private static String event(long number, long records, SplittableRandom random) {
    int ad = random.nextInt(200_000);
    return """
        {"event_id":"%016x","event_timestamp":"%s","event_type":"%s","session_id":"s-%08x",\
        "user_id":"u-%07d","page_id":"p-%08x","position":%d,"query":"red city bicycle %d",\
        "query_category":"%s","ad_id":"AD-%07d","seller_id":"S-%05d","price":%d.%02d}"""
        .formatted(
            number * 0x9e37_79b9_7f4a_7c15L,
            FIRST.plusSeconds(number * SECONDS_OF_EVENTS / records),
            random.nextInt(20) == 0 ? "click" : "impression",
            random.nextInt(),
            random.nextInt(1_000_000),
            random.nextInt(),
            1 + random.nextInt(50),
            random.nextInt(5_000),
            CATEGORIES.get(ad % CATEGORIES.size()),
            ad,
            ad % 30_000,
            random.nextInt(2_000),
            random.nextInt(100));
  }

  private static void consume(String broker, String topic, long records) throws IOException {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            broker,
            "max.poll.records",
            10_000,
            "max.partition.fetch.bytes",
            4 << 20);
    ObjectMapper mapper = new ObjectMapper();
    long fields = 0;
    long seen = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (seen < records) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(200));
        for (ConsumerRecord<byte[], byte[]> record : polled) {
          JsonNode event = mapper.readTree(record.value());
          fields += event.size();
        }
        seen += polled.count();
      }
    }
    System.out.println(fields + " fields of " + seen + " records");
  }
}
