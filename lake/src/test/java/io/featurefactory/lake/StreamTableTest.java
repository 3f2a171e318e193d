package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of records, batch by batch; without a broker. */
final class StreamTableTest {
  private static final StreamPartition ZERO = new StreamPartition("clicks", 0);
  private static final StreamPartition ONE = new StreamPartition("clicks", 1);
  private static final Map<String, String> IDS = Map.of("clicks", "id-of-clicks");
  private static final TableId TABLE = TableId.lake("events");
  private static final TableId LETTERS = TableId.lake("events__dead_letters");

  @TempDir Path folder;
  private int batches;

  private static Source source(Source.Column... more) {
    List<Source.Column> columns =
        new ArrayList<>(
            List.of(column("id", Primitive.VARCHAR), column("at", Primitive.TIMESTAMP)));
    columns.addAll(List.of(more));
    return new Source(
        "events", new Source.LakeTable("events"), "at", "id", null, null, null, columns);
  }

  private static Source.Column column(String name, DataType type) {
    return new Source.Column(name, type, name, null);
  }

  private static StreamTable open(LakeFixture lake, Source source) {
    return StreamTable.open(
        lake.warehouse,
        lake.kernel,
        "events",
        List.of(source),
        new StreamLimits(Duration.ofDays(1), 0.5));
  }

  /** Of partition 0, a record each. */
  private StreamBatch batch(long from, @Nullable String... values) {
    StreamBatch batch = StreamBatch.open(folder.resolve("batch-" + batches++));
    for (int i = 0; i < values.length; i++) {
      String value = values[i];
      batch.add(
          ZERO,
          from + i,
          1_767_225_600_000L + i,
          null,
          value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }
    batch.covers(new StreamRange(ZERO, from, from + values.length));
    return batch;
  }

  private static String event(String id, String at) {
    return "{\"id\": \"%s\", \"at\": \"%s\"}".formatted(id, at);
  }

  private static @Nullable StreamReport append(StreamTable table, StreamBatch batch) {
    try (batch) {
      return table.append(batch, IDS);
    }
  }

  @Test
  void append_recordsOfAnyOrder_becomeRowsOfTheirDays() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      StreamTable table = open(lake, source(column("price", new DataType.Decimal(12, 2))));

      StreamReport report =
          append(
              table,
              batch(
                  5,
                  "{\"id\": \"b\",\n \"at\": \"2026-01-02T10:00:00+02:00\", \"price\": 1.25}",
                  event("ä", "2026-01-01T23:00:00Z"),
                  event("a", "2026-01-02T07:00:00"),
                  event("a", "2026-01-02T07:00:00")));

      assertThat(report).isNotNull();
      assertThat(List.of(report.rows(), report.deadLetters(), (long) report.files()))
          .containsExactly(4L, 0L, 2L);
      assertThat(
              lake.rows(
                  TABLE,
                  "id, \"at\"::VARCHAR, price::VARCHAR, kafka_topic, kafka_partition, kafka_offset,"
                      + " epoch_ms(kafka_timestamp)",
                  "ORDER BY kafka_offset"))
          .containsExactly(
              row("b", "2026-01-02 08:00:00", "1.25", "clicks", 0L, 5L, 1_767_225_600_000L),
              row("ä", "2026-01-01 23:00:00", null, "clicks", 0L, 6L, 1_767_225_600_001L),
              row("a", "2026-01-02 07:00:00", null, "clicks", 0L, 7L, 1_767_225_600_002L),
              row("a", "2026-01-02 07:00:00", null, "clicks", 0L, 8L, 1_767_225_600_003L));
      assertThat(table.positions()).containsExactly(Map.entry(ZERO, 9L));
      assertThat(table.topicIds()).isEqualTo(IDS);
    }
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return java.util.Arrays.asList(values);
  }

  @Test
  void append_offsetsThatDoNotFollow_addsNothingAndLeavesNoFile() throws Exception {
    try (LakeFixture lake = new LakeFixture(folder)) {
      StreamTable table = open(lake, source());
      append(table, batch(0, event("a", "2026-01-01"), event("b", "2026-01-01")));
      List<Path> files = files(lake);

      assertThat(append(table, batch(0, event("a", "2026-01-01")))).as("again").isNull();
      assertThat(append(table, batch(1, event("b", "2026-01-01"), event("c", "2026-01-01"))))
          .as("overlapping")
          .isNull();
      assertThat(append(table, batch(3, event("d", "2026-01-01")))).as("with a hole").isNull();

      assertThat(files(lake)).isEqualTo(files);
      assertThat(append(table, batch(2, event("c", "2026-01-01")))).isNotNull();
      assertThat(lake.rows(TABLE, "id", "ORDER BY id"))
          .containsExactly(List.of("a"), List.of("b"), List.of("c"));
    }
  }

  private static List<Path> files(LakeFixture lake) throws Exception {
    try (Stream<Path> all = Files.walk(Path.of(lake.warehouse.dataFolder(TABLE)))) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void append_afterExpiry_stillRefusesWhatItHas() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      StreamTable table = open(lake, source());
      append(table, batch(0, event("a", "2026-01-01")));
      StreamBatch other = StreamBatch.open(folder.resolve("other"));
      other.add(ONE, 7, 1, null, event("z", "2026-01-01").getBytes(StandardCharsets.UTF_8));
      other.covers(new StreamRange(ONE, 7, 8));
      append(table, other);
      append(table, batch(1, event("b", "2026-01-01")));

      int expired =
          new Housekeeping(lake.warehouse, lake.kernel)
              .expireSnapshots(TABLE, Instant.now().plusSeconds(60), List.of());

      assertThat(expired).isEqualTo(2);
      assertThat(table.positions()).isEqualTo(Map.of(ZERO, 2L, ONE, 8L));
      StreamBatch again = StreamBatch.open(folder.resolve("again"));
      again.add(ONE, 7, 1, null, event("z", "2026-01-01").getBytes(StandardCharsets.UTF_8));
      again.covers(new StreamRange(ONE, 7, 8));
      assertThat(append(table, again)).isNull();
      assertThat(table.topicIds()).isEqualTo(IDS);
    }
  }

  @Test
  void append_recordsThatAreNoEvents_areDeadLettersWithReasons() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      StreamTable table = open(lake, source(column("n", Primitive.BIGINT)));

      StreamReport report =
          append(
              table,
              batch(
                  0,
                  event("good", "2026-01-01"),
                  null,
                  " \n",
                  "{\"id\": \"cut",
                  "[1]",
                  "{\"id\": \"x\"}",
                  "{\"id\": \"x\", \"at\": \"soon\"}",
                  "{\"id\": \"x\", \"at\": \"2026-01-01\", \"n\": \"many\"}",
                  event("x", "2999-01-01"),
                  event("bell\u0007", "2026-01-01"),
                  "\"" + "x".repeat(StreamBatch.MOST_BYTES) + "\""));

      assertThat(report).isNotNull();
      assertThat(List.of(report.rows(), report.deadLetters())).containsExactly(1L, 10L);
      assertThat(lake.rows(LETTERS, "kafka_offset, reason", "ORDER BY kafka_offset"))
          .containsExactly(
              List.of(1L, "no value"),
              List.of(2L, "no value"),
              List.of(3L, "malformed JSON"),
              List.of(4L, "not an object"),
              List.of(5L, "at is missing"),
              List.of(6L, "at: 'soon' is no timestamp"),
              List.of(7L, "n: 'many' is no bigint"),
              List.of(8L, "at is too far ahead: 2999-01-01 00:00:00"),
              List.of(9L, "control character 0x07"),
              List.of(10L, "1048578 bytes (allowed: 1048576)"));
      assertThat(lake.rows(LETTERS, "raw", "WHERE kafka_offset IN (1, 3) ORDER BY kafka_offset"))
          .containsExactly(row((Object) null), row("{\"id\": \"cut"));
    }
  }

  @Test
  void append_aDeadLetterThatWasCommittedBeforeACrash_isThereOnce() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      StreamTable table = open(lake, source());
      append(table, batch(0, event("a", "2026-01-01")));
      try (StreamBatch lost = batch(1, null, event("b", "2026-01-01"), null)) {
        new DeadLetters(lake.warehouse, TABLE, DeadLetterSink.NONE)
            .add(lost, null, Instant.EPOCH, IDS, lake.session);
      }

      append(table, batch(1, null, event("b", "2026-01-01")));
      append(table, batch(3, null, "no JSON", event("c", "2026-01-01")));

      assertThat(table.positions()).containsExactly(Map.entry(ZERO, 6L));
      assertThat(lake.rows(LETTERS, "kafka_offset, reason", "ORDER BY kafka_offset"))
          .containsExactly(
              List.of(1L, "no value"), List.of(3L, "no value"), List.of(4L, "malformed JSON"));
    }
  }

  @Test
  void append_columnsThatComeLater_areNullBefore() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      String value = "{\"id\": \"a\", \"at\": \"2026-01-01\", \"ad\": {\"id\": 7}, \"n\": 1}";
      append(open(lake, source()), batch(0, value));
      Source later =
          source(
              new Source.Column("ad_id", Primitive.BIGINT, "ad.id", null),
              column(StreamColumns.KEY, Primitive.VARCHAR),
              column(StreamColumns.VALUE, Primitive.VARCHAR));

      append(open(lake, later), batch(1, value));

      assertThat(lake.rows(TABLE, "ad.id, kafka_value", "ORDER BY kafka_offset"))
          .containsExactly(row(null, null), row(7L, value));
      assertThatThrownBy(() -> open(lake, source(column("kafka_offset", Primitive.VARCHAR))))
          .hasMessage(
              "lake.events: column kafka_offset is string (expected: bigint, which ff ingest fills it with)");
    }
  }

  @Test
  void append_onlyOffsetsThatNobodySees_movesThePosition() {
    try (LakeFixture lake = new LakeFixture(folder)) {
      StreamTable table = open(lake, source());
      StreamBatch batch = StreamBatch.open(folder.resolve("markers"));
      batch.covers(new StreamRange(ZERO, 0, 3));

      assertThat(append(table, batch)).isNotNull();

      assertThat(table.positions()).containsExactly(Map.entry(ZERO, 3L));
    }
  }
}
