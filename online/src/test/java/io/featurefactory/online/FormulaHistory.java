package io.featurefactory.online;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.Published;
import io.featurefactory.model.ViewId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private static final int OFTEN = 5;
  private static final int GONE = 4;

  private FormulaHistory() {}

  /** Publishes the runs up to that one, from where the store is. */
  public static void publish(OnlineStore store, int keys, long runs) {
    Publisher publisher =
        new Publisher(store, new PublishSettings(200, 1 << 20, 0), Clock.systemUTC());
    for (long run = 1; run <= runs; run++) {
      if (publisher.findPublished(publication(run)) == null) {
        publisher.rebuild(publication(run), rows(keys, run, true).iterator());
      } else {
        publisher.publish(publication(run), run - 1, rows(keys, run, false).iterator());
      }
    }
  }

  /** Publishes one run, if the store has the one before it; else the whole state. */
  public static void publish(OnlineStore store, int keys, long run, Clock clock) {
    Publisher publisher = new Publisher(store, new PublishSettings(200, 1 << 20, 0), clock);
    Published last = publisher.findPublished(publication(run));
    if (last == null || last.run() < run - 1) {
      publisher.rebuild(publication(run), rows(keys, run, true).iterator());
    } else {
      publisher.publish(publication(run), run - 1, rows(keys, run, false).iterator());
    }
  }

  private static Publication publication(long run) {
    return new Publication(VIEW, SCHEMA, "log", run, START.plus(Duration.ofDays(run)));
  }

  public static byte[] key(int number) {
    return ("AD-" + number).getBytes(StandardCharsets.US_ASCII);
  }

  private static List<ChangedRow> rows(int keys, long run, boolean all) {
    List<ChangedRow> rows = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      long last = lastChange(key, run);
      if (all || last == run) {
        Long value = value(key, last);
        Instant at = START.plus(Duration.ofDays(last));
        if (value == null) {
          rows.add(ChangedRow.empty(key(key), last, at));
        } else {
          RowValues values = new RowValues(SCHEMA);
          values.setLong(0, value);
          rows.add(ChangedRow.of(key(key), last, at, values));
        }
      }
    }
    return rows;
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
