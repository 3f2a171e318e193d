package io.featurefactory.cli.materialize;

import io.featurefactory.compute.FeatureRows;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.Published;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads rows of a view's log, one by one, in no particular order. */
final class LogRows {
  private static final int KEYS = 1;

  private final Kernel kernel;
  private final FeatureView view;
  private final FeatureRows rows;

  LogRows(Kernel kernel, FeatureView view, FeatureRows rows) {
    this.kernel = kernel;
    this.view = view;
    this.rows = rows;
  }

  /** The last row of each key. */
  void latest(long snapshot, Consumer<LogRow> consumer) {
    read(rows.latest(snapshot), consumer);
  }

  /** The last row of each key at a boundary that may be an earlier one. */
  void latestAt(long snapshot, Instant boundary, Consumer<LogRow> consumer) {
    String keys =
        view.keys().stream().map(k -> SqlText.name(k.name())).collect(Collectors.joining(", "));
    String sql =
        """
        SELECT * FROM (%s)
        WHERE feature_time <= make_timestamp(%d)
        QUALIFY row_number() OVER (PARTITION BY key_hash, %s ORDER BY feature_time DESC) = 1"""
            .formatted(rows.all(snapshot), Boundaries.micros(boundary), keys);
    read(sql, consumer);
  }

  /** The last row of each key that changed after what is published, up to a run. */
  void changed(long snapshot, Published after, long upTo, Consumer<LogRow> consumer) {
    read(rows.changed(snapshot, after.run(), after.watermark(), upTo), consumer);
  }

  private void read(String sql, Consumer<LogRow> consumer) {
    try (KernelSession session = kernel.session()) {
      session.forEach(sql, row -> consumer.accept(row(row)));
    }
  }

  private LogRow row(ResultRow row) {
    int keys = view.keys().size();
    List<Object> key = new ArrayList<>(keys);
    for (int i = 0; i < keys; i++) {
      key.add(Objects.requireNonNull(row.value(KEYS + i)));
    }
    int next = KEYS + keys;
    Instant featureTime = Objects.requireNonNull(row.instant(next));
    long run = row.longValue(next + 1);
    List<@Nullable Object> features = new ArrayList<>(view.features().size());
    for (int i = 0; i < view.features().size(); i++) {
      features.add(row.value(next + 2 + i));
    }
    return new LogRow(KeyEncoding.bytes(key), featureTime, run, features);
  }
}
