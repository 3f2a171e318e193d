package io.featurefactory.online;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A view of clicks and their rate, daily, and its log, made from a seed: in run r some keys change,
 * some become empty. Run numbers have gaps.
 */
final class CtrRows {
  static final ViewId VIEW = new ViewId("ad_performance", 1);
  static final String LOG = "log-1";
  static final RowSchema SCHEMA = schema("ctr");

  /** The runs of the log, in order. */
  static final List<Long> RUNS = List.of(3L, 4L, 7L, 8L);

  private final Map<Long, Map<String, @Nullable List<Object>>> log = new TreeMap<>();

  CtrRows(long seed, int keys) {
    Random random = new Random(seed);
    for (long run : RUNS) {
      Map<String, @Nullable List<Object>> changes = new TreeMap<>();
      for (int i = 0; i < keys; i++) {
        if (random.nextInt(3) > 0) {
          changes.put("ad-" + i, random.nextInt(4) == 0 ? null : values(random));
        }
      }
      log.put(run, changes);
    }
  }

  private static List<Object> values(Random random) {
    return List.of(random.nextLong() >>> 40, random.nextDouble());
  }

  static RowSchema schema(String rate) {
    return RowSchema.of(
        List.of(
            new RowSchema.Column("clicks", Primitive.BIGINT),
            new RowSchema.Column(rate, Primitive.DOUBLE)),
        Duration.ofDays(1),
        emptyRow());
  }

  static List<@Nullable Object> emptyRow() {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(0L);
    row.add(null);
    return Collections.unmodifiableList(row);
  }

  static byte[] key(String ad) {
    return KeyEncoding.bytes(List.of(ad));
  }

  static Instant boundary(long run) {
    return Instant.parse("2026-03-01T00:00:00Z").plus(Duration.ofDays(run));
  }

  static Publication publication(long run) {
    return new Publication(VIEW, SCHEMA, LOG, run, boundary(run));
  }

  /** The run of the log before that one. */
  static long before(long run) {
    return RUNS.get(RUNS.indexOf(run) - 1);
  }

  /** The rows of a run; empty keys half as a mark, half as the values of the empty row. */
  Iterator<ChangedRow> run(long run) {
    RowValues reused = new RowValues(SCHEMA);
    return log.get(run).entrySet().stream().map(e -> row(e, run, reused)).iterator();
  }

  /** The latest row of each key up to that run, empty ones too. */
  Iterator<ChangedRow> state(long run) {
    Map<String, ChangedRow> state = new TreeMap<>();
    log.forEach(
        (r, changes) -> {
          if (r <= run) {
            changes.forEach((key, values) -> state.put(key, row(key, values, r)));
          }
        });
    return state.values().iterator();
  }

  /** The keys that have values after that run. */
  Map<String, List<Object>> values(long run) {
    Map<String, List<Object>> values = new TreeMap<>();
    log.forEach(
        (r, changes) -> {
          if (r <= run) {
            changes.forEach(
                (key, row) -> {
                  values.remove(key);
                  if (row != null) {
                    values.put(key, row);
                  }
                });
          }
        });
    return values;
  }

  private static ChangedRow row(Map.Entry<String, List<Object>> entry, long run, RowValues reused) {
    List<Object> values = entry.getValue();
    if (values == null && entry.getKey().hashCode() % 2 == 0) {
      reused.copyFrom(SCHEMA.emptyRow());
      return ChangedRow.of(key(entry.getKey()), run, boundary(run), reused);
    }
    return row(entry.getKey(), values, run, reused);
  }

  private static ChangedRow row(String key, @Nullable List<Object> values, long run) {
    return row(key, values, run, new RowValues(SCHEMA));
  }

  private static ChangedRow row(
      String key, @Nullable List<Object> values, long run, RowValues target) {
    if (values == null) {
      return ChangedRow.empty(key(key), run, boundary(run));
    }
    target.set(0, values.get(0));
    target.set(1, values.get(1));
    return ChangedRow.of(key(key), run, boundary(run), target);
  }
}
