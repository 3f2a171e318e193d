package io.featurefactory.testkit.online;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.ScanOvertakenException;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A store with short words for tests: keys and rows are texts, the times of run n follow from n.
 */
record OnlineFixture(OnlineStore store) implements AutoCloseable {
  static final String ORIGIN = "log 1";

  static byte[] key(String text) {
    return text.getBytes(UTF_8);
  }

  static RowChange put(String key, long run) {
    return RowChange.put(key(key), run, row(run, key).row());
  }

  static RowChange delete(String key, long run) {
    return RowChange.delete(key(key), run);
  }

  /** The row that {@link #put} writes. */
  static StoredRow row(long run, String key) {
    return StoredRow.of(run, (key + " of run " + run).getBytes(UTF_8), 0);
  }

  static Instant time(long second) {
    return Instant.ofEpochSecond(1_700_000_000L + second, 123_456_000);
  }

  static Published published(long run) {
    return new Published(run, time(run * 10), time(run * 10 + 1), time(run * 10 + 2));
  }

  RowAnswer read(ViewId view, String... keys) {
    List<byte[]> bytes = Arrays.stream(keys).map(OnlineFixture::key).toList();
    return store.read(List.of(new RowRequest(view, bytes))).get(0);
  }

  /** All rows of a scan, by the text of their keys; of another one if a writer overtook it. */
  Map<String, StoredRow> rows(ViewId view) {
    while (true) {
      Map<String, StoredRow> rows = new TreeMap<>();
      try (RowScan scan = store.scan(view)) {
        while (scan.next()) {
          rows.put(new String(scan.key(), UTF_8), scan.row());
        }
        return rows;
      } catch (ScanOvertakenException e) {
        Thread.onSpinWait();
      }
    }
  }

  /** A new generation with a row for each key. */
  void rebuild(ViewId view, long run, String... keys) {
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(view, ORIGIN);
      List<RowChange> changes = Arrays.stream(keys).map(k -> put(k, run)).toList();
      writer.write(new RowBatch(view, generation, run, changes));
      writer.switchGeneration(view, generation, published(run));
    }
  }

  /** A whole run after the last one. */
  void publish(ViewId view, long run, RowChange... changes) {
    OnlineProgress progress = Objects.requireNonNull(store.findProgress(view));
    int generation = progress.current().number();
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(view, generation, progress.run(), run, published(run).started());
      writer.write(new RowBatch(view, generation, run, List.of(changes)));
      writer.finishRun(view, generation, published(run));
    }
  }

  void drop(ViewId view) {
    try (OnlineWriter writer = store.openWriter()) {
      writer.drop(view);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
