package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.featurefactory.testkit.servers.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a producer to the online store, hour by hour: what is served at the first boundary after
 * events were produced counts them, also after the lake was tidied.
 */
final class IngestToStoreIT {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final int HOURS = 3;
  private static final int EVENTS = 100;
  private static final int ADS = 5;

  private static final String VIEW =
      """
      ---
      kind: feature_view
      name: by_hour
      version: %d
      description: Events of an ad
      owner: me@example.com
      source: events
      keys: [ad]
      every: 1h
      aggregates: [{name: n, expr: count(*), windows: [1h, 3h]}]
      features: [{name: n_1h, expr: n_1h}, {name: n_3h, expr: n_3h}]
      """;

  @TempDir Path folder;
  private final Random random = new Random(5);
  private final Map<String, Instant> times = new TreeMap<>();
  private int sent;

  @Test
  void served_atTheFirstBoundaryAfterEvents_countsThem() throws Exception {
    Path place = Files.createDirectories(folder.resolve("shop"));
    CommandLineDriver driver = new CommandLineDriver(place, START);
    try (KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"));
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()),
                new StringSerializer(),
                new StringSerializer())) {
      broker.createTopics(Map.of("events", 3));
      project(place, broker.address());
      done(driver, "apply");
      for (int hour = 0; hour < HOURS; hour++) {
        Instant boundary = START.plus(Duration.ofHours(hour + 1));
        for (int part = HOURS - hour; part > 0; part--) {
          produce(producer, hour);
          done(driver, "ingest --once");
        }
        CommandLineDriver now = driver.at(boundary.plusSeconds(60));
        done(now, "run by_hour");
        for (int ad = 0; ad < ADS; ad++) {
          assertThat(served(now, "by_hour", ad))
              .as("ad %d at %s", ad, boundary)
              .isEqualTo(List.of(counted(ad, boundary, 1), counted(ad, boundary, 3)));
        }
        if (hour > 0) {
          String tidied =
              done(driver.at(Instant.now().plus(Duration.ofDays(30))), "tidy --keep 1h");
          assertThat(tidied.contains("5 -> 1")).as(tidied).isEqualTo(hour == 1);
        }
      }
    }
    assertThat(filesOfTheLake(place)).as("one of five, and one").isEqualTo(2);
    Files.writeString(place.resolve("features/second.yaml"), VIEW.formatted(2));
    CommandLineDriver last = driver.at(START.plus(Duration.ofHours(HOURS)).plusSeconds(60));
    done(last, "apply");
    done(last, "backfill by_hour@2 --from 2026-03-01T01:00Z --to 2026-03-01T03:00Z");
    for (int ad = 0; ad < ADS; ad++) {
      assertThat(served(last, "by_hour@2", ad)).isEqualTo(served(last, "by_hour@1", ad));
    }
  }

  private static void project(Path place, String broker) throws IOException {
    Files.createDirectories(place.resolve("features"));
    Files.writeString(
        place.resolve("factory.yaml"),
        "project: shop\nkafka: {default: {brokers: \"%s\"}}\n".formatted(broker));
    Files.writeString(
        place.resolve("features/events.yaml"),
        """
        kind: source
        name: events
        table: lake.events
        kafka: {topics: [events]}
        event_time: at
        event_id: id
        columns: {id: string, at: timestamp, ad: string}
        """
            + VIEW.formatted(1));
  }

  /** In any order, one in ten of the hour before, and one in ten once more. */
  private void produce(KafkaProducer<String, String> producer, int hour) throws Exception {
    for (int i = 0; i < EVENTS; i++) {
      String id = "e" + sent++;
      int back = random.nextInt(10) == 0 && hour > 0 ? 1 : 0;
      Instant time = START.plus(Duration.ofHours(hour - back)).plusSeconds(random.nextInt(3_600));
      times.put(id, time);
      String event = "{\"id\": \"%s\", \"at\": \"%s\", \"ad\": \"%s\"}".formatted(id, time, ad(id));
      producer.send(new ProducerRecord<>("events", event)).get();
      if (random.nextInt(10) == 0) {
        producer.send(new ProducerRecord<>("events", event)).get();
      }
    }
  }

  private static String ad(String id) {
    return "ad-" + Integer.parseInt(id.substring(1)) % ADS;
  }

  /** How many events of the hours before the boundary have been produced by now. */
  private long counted(int ad, Instant boundary, int hours) {
    Instant from = boundary.minus(Duration.ofHours(hours));
    return times.entrySet().stream()
        .filter(event -> ad(event.getKey()).equals("ad-" + ad))
        .filter(event -> !event.getValue().isBefore(from) && event.getValue().isBefore(boundary))
        .count();
  }

  private static List<Long> served(CommandLineDriver driver, String view, int ad)
      throws IOException {
    JsonNode values =
        new ObjectMapper()
            .readTree(done(driver, "get " + view + " ad=ad-" + ad + " --output json"))
            .get("values");
    return List.of(values.get("n_1h").asLong(), values.get("n_3h").asLong());
  }

  private static String done(CommandLineDriver driver, String line) {
    CommandLineDriver.Result result = driver.ff(line);
    assertThat(result.code()).as(line + "\n" + result.out() + result.err()).isZero();
    return result.out();
  }

  private static long filesOfTheLake(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place.resolve(".factory/warehouse/lake/events/data"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }
}
