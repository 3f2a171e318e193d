package io.featurefactory.online;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A history that follows from a formula: what each key has after each run. */
public final class FormulaHistory {
  public static final ViewId VIEW = new ViewId("ads", 1);
  public static final RowSchema SCHEMA =
      RowSchema.of(
          List.of(new RowSchema.Column("changed_in", Primitive.BIGINT)),
          Duration.ofDays(1),
          Arrays.asList((Object) null));

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final PublishSettings SMALL = new PublishSettings(200, 1 << 20, 0);
  private static final int OFTEN = 5;
  private static final int GONE = 4;

  private FormulaHistory() {}

  /** Publishes the runs up to that one, from where the store is. */
  public static void publish(OnlineStore store, int keys, long runs) {
    OnlineProgress progress = store.findProgress(VIEW);
    for (long run = progress == null ? 1 : progress.run() + 1; run <= runs; run++) {
      publish(store, keys, run, Clock.systemUTC());
    }
  }

  /** Publishes one run, if the store has the one before it; else the whole state. */
  public static void publish(OnlineStore store, int keys, long run, Clock clock) {
    publish(store, keys, run, clock, SMALL);
  }

  /** The same in batches of another size; nothing if the store has the run, or a later one. */
  static void publish(
      OnlineStore store, int keys, long run, Clock clock, PublishSettings settings) {
    OnlineProgress progress = store.findProgress(VIEW);
    if (progress != null && progress.run() >= run) {
      return;
    }
    try (OnlineWriter writer = store.openWriter()) {
      ViewPublishing publishing = new ViewPublishing(writer, VIEW, settings, clock, () -> {});
      if (progress == null || progress.run() < run - 1) {
        replace(publishing, keys, run);
      } else {
        int generation = progress.current().number();
        publishing.addRun(
            generation, run - 1, run, boundary(run), publishing.here(b -> addRun(b, keys, run)));
      }
      OnlineProgress now = store.findProgress(VIEW);
      if (now != null) { // it may have been lost since
        now.spare().forEach(spare -> writer.dropGeneration(VIEW, spare.number()));
      }
    }
  }

  /** Writes the state of a run. */
  static void replace(ViewPublishing publishing, int keys, long run) {
    publishing.replace(
        "log",
        run,
        now -> new Published(run, boundary(run), now, now),
        publishing.here(b -> addState(b, keys, run)));
  }

  static Instant boundary(long run) {
    return START.plus(Duration.ofDays(run));
  }

  private static void addState(ChangeBatches batches, int keys, long run) {
    for (int key = 0; key < keys; key++) {
      RowChange change = change(key, lastChange(key, run));
      if (!change.deletes()) {
        batches.add(change);
      }
    }
  }

  static void addRun(ChangeBatches batches, int keys, long run) {
    for (int key = 0; key < keys; key++) {
      if (lastChange(key, run) == run) {
        batches.add(change(key, run));
      }
    }
  }

  private static RowChange change(int key, long run) {
    Long value = value(key, run);
    if (value == null) {
      return RowChange.delete(key(key), run);
    }
    RowValues values = new RowValues(SCHEMA);
    values.setLong(0, value);
    return RowChange.put(key(key), run, new RowWriter(SCHEMA).write(boundary(run), values));
  }

  /** What a store has by the formula after a run: keys with their values. */
  public static Map<String, Long> state(int keys, long run) {
    Map<String, Long> state = new TreeMap<>();
    for (int key = 0; key < keys; key++) {
      Long value = value(key, lastChange(key, run));
      if (value != null) {
        state.put(new String(key(key), StandardCharsets.US_ASCII), value);
      }
    }
    return state;
  }

  /** What a store has. */
  public static Map<String, Long> content(OnlineStore store) {
    Map<String, Long> content = new TreeMap<>();
    try (RowScan scan = store.scan(VIEW)) {
      while (scan.next()) {
        Long value = Objects.requireNonNull(valueOf(scan.row()));
        content.put(new String(scan.key(), StandardCharsets.US_ASCII), value);
      }
    }
    return content;
  }

  /** The value of a row; null if there is none. */
  public static @Nullable Long valueOf(@Nullable StoredRow row) {
    if (row == null || row.deleted()) {
      return null;
    }
    RowValues values = new RowValues(SCHEMA);
    new RowReader(SCHEMA).read(row, values);
    return values.longAt(0);
  }

  public static byte[] key(int number) {
    return ("AD-" + number).getBytes(StandardCharsets.US_ASCII);
  }

  private static int mixed(int key, long run) {
    long mixed = (key * 0x9E3779B97F4A7C15L) ^ (run * 0xC2B2AE3D27D4EB4FL);
    mixed ^= mixed >>> 29;
    mixed *= 0xBF58476D1CE4E5B9L;
    return (int) (mixed >>> 40);
  }

  /** The run at or before that one in which the key has changed last. */
  public static long lastChange(int key, long run) {
    long last = run;
    while (last > 1 && mixed(key, last) % OFTEN != 0) {
      last--;
    }
    return last;
  }

  /** The value that a key gets in a run in which it changes; null if it becomes empty. */
  public static @Nullable Long value(int key, long run) {
    return mixed(key, run) % (OFTEN * GONE) == 0 ? null : run * 1_000_000 + key;
  }
}
