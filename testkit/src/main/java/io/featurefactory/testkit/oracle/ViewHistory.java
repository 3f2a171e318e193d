package io.featurefactory.testkit.oracle;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that was logged of a view and when it was served, and what a lookup found at a time.
 *
 * @param log at most one row for a key and a time, in any order
 * @param served in any order
 */
public record ViewHistory(
    ViewId id,
    List<FeatureView.Key> keys,
    Duration every,
    List<Column> features,
    List<LogRow> log,
    List<ServedRun> served) {
  public ViewHistory {
    keys = List.copyOf(keys);
    features = List.copyOf(features);
    log = List.copyOf(log);
    served = List.copyOf(served);
  }

  /**
   * A feature.
   *
   * @param empty its value in the view's empty row
   */
  public record Column(String name, DataType type, @Nullable Object empty) {}

  /**
   * What a lookup answers.
   *
   * @param run of the boundary that was served; null if none was
   * @param changedAt of the log row; null if the answer is the empty row
   * @param values in the order of the features
   */
  public record Answer(
      @Nullable ServedRun run, @Nullable Instant changedAt, List<@Nullable Object> values) {}

  /** What was served at a time: the rows of runs, one after the other, until then. */
  public @Nullable ServedRun servedAt(Instant time) {
    List<ServedRun> rows = new ArrayList<>(served);
    rows.sort(Comparator.comparing(ServedRun::finished).thenComparingLong(ServedRun::run));
    ServedRun current = null;
    for (ServedRun row : rows) {
      if (row.finished().isAfter(time)) {
        break;
      }
      int order = current == null ? 1 : row.boundary().compareTo(current.boundary());
      boolean newer = current == null || order > 0 || (order == 0 && row.run() > current.run());
      if (newer || row.kind() == LedgerRun.Kind.ROLLBACK) {
        current = row;
      }
    }
    return current;
  }

  /** The answer to a lookup; a key with a NULL in it, and no time, are asked for, too. */
  public Answer lookup(List<? extends @Nullable Object> key, @Nullable Instant time) {
    List<@Nullable Object> empty = new ArrayList<>();
    features.forEach(f -> empty.add(f.empty()));
    ServedRun run = time == null ? null : servedAt(time);
    LogRow last = findRow(key, time);
    if (last == null || ValueOrder.VALUES.same(last.values(), empty)) {
      return new Answer(run, null, empty);
    }
    return new Answer(run, last.featureTime(), last.values());
  }

  /** The last row of a key among those that were served at a time; null if there is none. */
  public @Nullable LogRow findRow(List<? extends @Nullable Object> key, @Nullable Instant time) {
    ServedRun run = time == null ? null : servedAt(time);
    LogRow last = null;
    if (run != null && !key.contains(null)) {
      for (LogRow row : log) {
        if (ValueOrder.VALUES.same(row.key(), key)
            && !row.featureTime().isAfter(run.boundary())
            && (last == null || row.featureTime().isAfter(last.featureTime()))) {
          last = row;
        }
      }
    }
    return last;
  }
}
