package io.featurefactory.cli.materialize;

import io.featurefactory.compute.FeatureRows;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Published;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Rows of a view's log, one by one, in no particular order. */
final class LogRows {
  /** A store takes so many in about a second. */
  private static final long ROWS_OF_A_PART = 200_000;

  private static final long ALL = Long.MAX_VALUE;

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

  /** The same as queries that share them out; or one that has all. */
  List<String> latest(long snapshot, boolean one) {
    return rows.latest(snapshot, one ? ALL : ROWS_OF_A_PART);
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

  /** The same as queries that share them out; or one that has all. */
  List<String> changed(long snapshot, Published after, long upTo, boolean one) {
    return rows.changed(snapshot, after.run(), after.watermark(), upTo, one ? ALL : ROWS_OF_A_PART);
  }

  private void read(String sql, Consumer<LogRow> consumer) {
    try (KernelSession session = kernel.session()) {
      LogRow.forEach(session, sql, view.keys().size(), consumer);
    }
  }
}
