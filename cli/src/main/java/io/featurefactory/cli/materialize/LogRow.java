package io.featurefactory.cli.materialize;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.model.KeyEncoding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A row of the log. Its key is not copied. */
final class LogRow {
  /** Where the keys begin. */
  private static final int KEYS = 1;

  private final byte[] key;
  private final Instant featureTime;
  private final long run;
  private final List<@Nullable Object> features;

  LogRow(byte[] key, Instant featureTime, long run, List<@Nullable Object> features) {
    this.key = key;
    this.featureTime = featureTime;
    this.run = run;
    this.features = features;
  }

  /**
   * Reads rows of a query whose columns are a hash, the keys, {@code feature_time}, {@code run} and
   * the features.
   */
  static void forEach(KernelSession session, String sql, int keys, Consumer<LogRow> consumer) {
    session.forEach(sql, row -> consumer.accept(of(row, keys)));
  }

  private static LogRow of(ResultRow row, int keys) {
    List<Object> key = new ArrayList<>(keys);
    for (int i = 0; i < keys; i++) {
      key.add(Objects.requireNonNull(row.value(KEYS + i)));
    }
    int next = KEYS + keys;
    Instant featureTime = Objects.requireNonNull(row.instant(next));
    long run = row.longValue(next + 1);
    int size = row.size();
    List<@Nullable Object> features = new ArrayList<>(size - next - 2);
    for (int i = next + 2; i < size; i++) {
      features.add(row.value(i));
    }
    return new LogRow(KeyEncoding.bytes(key), featureTime, run, features);
  }

  byte[] key() {
    return key;
  }

  Instant featureTime() {
    return featureTime;
  }

  long run() {
    return run;
  }

  List<@Nullable Object> features() {
    return features;
  }
}
