package io.featurefactory.online.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A store with short words: keys and rows are texts, one view. */
record DynamoDbFixture(DynamoDbOnlineStore store) implements AutoCloseable {
  static final ViewId VIEW = new ViewId("ads", 1);
  private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");

  static DynamoDbFixture open(DynamoDbSettings settings) {
    return open(settings, Clock.systemUTC());
  }

  static DynamoDbFixture open(DynamoDbSettings settings, Clock clock) {
    return new DynamoDbFixture(DynamoDbOnlineStore.open("table", "shop", settings, clock));
  }

  static byte[] key(String text) {
    return text.getBytes(UTF_8);
  }

  static RowChange put(String key, long run, String row) {
    return RowChange.put(key(key), run, row.getBytes(UTF_8));
  }

  static RowChange delete(String key, long run) {
    return RowChange.delete(key(key), run);
  }

  static Published published(long run) {
    return new Published(run, TIME, TIME, TIME);
  }

  void rebuild(long run, RowChange... rows) {
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(VIEW, "log");
      writer.write(new RowBatch(VIEW, generation, run, List.of(rows)));
      writer.switchGeneration(VIEW, generation, published(run));
    }
  }

  void publish(long run, RowChange... rows) {
    begin(run);
    try (OnlineWriter writer = store.openWriter()) {
      int generation = progress().current().number();
      writer.write(new RowBatch(VIEW, generation, run, List.of(rows)));
      writer.finishRun(VIEW, generation, published(run));
    }
  }

  void begin(long run) {
    try (OnlineWriter writer = store.openWriter()) {
      OnlineProgress now = progress();
      writer.beginRun(VIEW, now.current().number(), now.run(), run, Instant.now());
    }
  }

  OnlineProgress progress() {
    return Objects.requireNonNull(store.findProgress(VIEW));
  }

  RowAnswer read(String... keys) {
    List<byte[]> bytes = Arrays.stream(keys).map(DynamoDbFixture::key).toList();
    return store.read(List.of(new RowRequest(VIEW, bytes))).get(0);
  }

  /** The row of a key; empty if there is none. */
  String row(String key) {
    StoredRow row = read(key).rows().get(0);
    return row == null ? "" : new String(row.row(), UTF_8);
  }

  @Override
  public void close() {
    store.close();
  }
}
