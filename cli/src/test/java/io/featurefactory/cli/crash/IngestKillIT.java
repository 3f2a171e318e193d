package io.featurefactory.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.featurefactory.testkit.generate.EventProducer;
import io.featurefactory.testkit.servers.KafkaBroker;
import io.featurefactory.testkit.servers.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several processes of {@code ff ingest} are killed with -9 at random moments, and the broker
 * twice, while producers write, and repeat some of their events: every offset must be in the lake
 * exactly once, and every event must count once.
 *
 * <p>{@code -Dff.records=5000000 -Dff.kills=30} for more, {@code -Dff.processes=4} for more at
 * once, {@code -Dff.s3=true} for a warehouse on a server of S3's protocol, {@code -Dff.seed=N} for
 * the moments of an earlier run.
 */
final class IngestKillIT {
  private static final int RECORDS = Integer.getInteger("ff.records", 40_000);
  private static final int KILLS = Integer.getInteger("ff.kills", 1);
  private static final int PROCESSES = Integer.getInteger("ff.processes", 2);
  private static final long SEED = Long.getLong("ff.seed", System.nanoTime() & 0xffff_ffffL);
  private static final boolean IN_S3 = Boolean.getBoolean("ff.s3");
  private static final int PRODUCERS = 3;
  private static final long MILLIS_OF_A_KILL = 5_000;
  private static final Map<String, Integer> TOPICS = Map.of("clicks", 4, "views", 3);

  @TempDir Path temporary;
  private final Random random = new Random(SEED);

  @Test
  void kill_atAnyMoment_hasEachOffsetOnceAndCountsEachEventOnce() throws Exception {
    System.out.printf(
        "IngestKillIT: %d records, %d kills, %d processes, %s, seed %d%n",
        RECORDS, KILLS, PROCESSES, IN_S3 ? "in S3" : "in a folder", SEED);
    Path folder = Files.createDirectories(temporary.resolve("shop"));
    S3Server s3 = IN_S3 ? S3Server.start(temporary.resolve("s3")) : null;
    try (s3;
        KafkaBroker broker = KafkaBroker.start(temporary.resolve("kafka"))) {
      project(folder, broker.address(), s3);
      broker.createTopics(TOPICS);
      List<CompletableFuture<Void>> producers = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        EventProducer producer =
            new EventProducer(
                broker.address(),
                List.copyOf(TOPICS.keySet()),
                new Random(SEED + i),
                i,
                PRODUCERS,
                RECORDS,
                KILLS * MILLIS_OF_A_KILL);
        producers.add(CompletableFuture.runAsync(producer));
      }
      kill(folder, broker);
      for (CompletableFuture<Void> producer : producers) {
        producer.get();
      }
      FfProcess.Result last = FfProcess.run(folder, "ingest --once").done();
      System.out.printf("IngestKillIT: the last one says%n%s", last.out());

      assertThat(offsets(folder)).isEqualTo(offsets(broker));
      FfProcess.run(folder, "apply").done();
      FfProcess.run(folder, "backfill --from 2026-03-02 --to 2026-03-08").done();
      assertThat(log(folder)).isEqualTo(naiveLog());
    }
  }

  private static void project(Path folder, String broker, S3Server s3) throws IOException {
    Files.createDirectories(folder.resolve("features"));
    String warehouse =
        s3 == null
            ? ""
            : """
            warehouse: s3://%s/shop
            s3: {endpoint: "%s", region: us-east-1, access_key: %s, secret_key: %s}
            """
                .formatted(S3Server.BUCKET, s3.uri(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    Files.writeString(
        folder.resolve("factory.yaml"),
        "project: shop\nkafka: {default: {brokers: \"%s\"}}\n%s".formatted(broker, warehouse));
    Files.writeString(
        folder.resolve("features/events.yaml"),
        """
        kind: source
        name: events
        table: lake.events
        kafka: {topics: [clicks, views], commit_every: 1s, commit_bytes: 4MB}
        event_time: at
        event_id: id
        columns: {id: string, at: timestamp, ad: string}
        ---
        kind: feature_view
        name: by_day
        version: 1
        description: Events of an ad
        owner: tests
        source: events
        keys: [ad]
        every: 1d
        aggregates: [{name: n, expr: count(*), windows: [1d]}]
        features: [{name: n_1d, expr: n_1d}]
        """);
  }

  private void kill(Path folder, KafkaBroker broker) {
    List<FfProcess> processes = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(FfProcess.start(folder, "ingest"));
      }
      for (int kill = 1; kill <= KILLS; kill++) {
        sleep(MILLIS_OF_A_KILL / 2 + random.nextInt((int) MILLIS_OF_A_KILL));
        int one = random.nextInt(PROCESSES);
        processes.get(one).kill();
        processes.get(one).close();
        if (kill % Math.max(2, KILLS / 2) == 0) {
          broker.restart();
        }
        processes.set(one, FfProcess.start(folder, "ingest"));
      }
      sleep(MILLIS_OF_A_KILL);
      for (FfProcess process : processes) {
        process.terminate();
      }
      for (FfProcess process : processes) {
        FfProcess.Result result = process.end();
        System.out.printf("IngestKillIT: a process that was told to stop says%n%s", result.err());
        assertThat(result.code()).as("%s", result).isIn(0, 128 + 15);
      }
    } finally {
      processes.forEach(FfProcess::close);
    }
  }

  private static void sleep(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** By partition: how many there are, and that none is there twice or missing. */
  private static Map<String, List<Long>> offsets(Path folder) throws IOException {
    Map<String, List<Long>> offsets = new TreeMap<>();
    for (JsonNode row :
        rows(
            folder,
            """
            SELECT kafka_topic || '-' || kafka_partition AS partition, count(*) AS records,
              count(DISTINCT kafka_offset) AS offsets, min(kafka_offset) AS first,
              max(kafka_offset) + 1 AS end
            FROM lake.events GROUP BY ALL""")) {
      offsets.put(
          row.get("partition").asText(),
          List.of(
              row.get("records").asLong(),
              row.get("offsets").asLong(),
              row.get("first").asLong(),
              row.get("end").asLong()));
    }
    return offsets;
  }

  private static Map<String, List<Long>> offsets(KafkaBroker broker) {
    Map<String, List<Long>> offsets = new TreeMap<>();
    broker
        .ends(TOPICS.keySet())
        .forEach((partition, end) -> offsets.put(partition, List.of(end, end, 0L, end)));
    return offsets;
  }

  /** A row for each change. */
  private static Map<String, Long> log(Path folder) throws IOException {
    Map<String, Long> log = new TreeMap<>();
    for (JsonNode row :
        rows(
            folder,
            "SELECT ad || ' ' || feature_time::DATE AS change, n_1d FROM log.by_day_v1_log")) {
      log.put(row.get("change").asText(), row.get("n_1d").asLong());
    }
    return log;
  }

  private static JsonNode rows(Path folder, String sql) throws IOException {
    FfProcess.Result result =
        FfProcess.run(folder, List.of("sql", sql, "--limit", "0", "--output", "json")).done();
    return new ObjectMapper().readTree(result.out()).get("rows");
  }

  private static Map<String, Long> naiveLog() {
    Map<String, Map<LocalDateTime, Long>> counts = new TreeMap<>();
    for (int number = 0; number < RECORDS; number++) {
      LocalDateTime day =
          LocalDateTime.ofInstant(EventProducer.time(number), ZoneOffset.UTC)
              .truncatedTo(ChronoUnit.DAYS);
      counts
          .computeIfAbsent(EventProducer.ad(number), ad -> new TreeMap<>())
          .merge(day.plusDays(1), 1L, Long::sum);
    }
    Map<String, Long> log = new TreeMap<>();
    LocalDateTime first =
        LocalDateTime.ofInstant(Instant.parse("2026-03-02T00:00:00Z"), ZoneOffset.UTC);
    counts.forEach(
        (ad, days) -> {
          long before = 0;
          for (int i = 0; i < 7; i++) {
            LocalDateTime boundary = first.plusDays(i);
            long count = days.getOrDefault(boundary, 0L);
            if (count != before) {
              log.put(ad + " " + boundary.toLocalDate(), count);
            }
            before = count;
          }
        });
    return log;
  }
}
