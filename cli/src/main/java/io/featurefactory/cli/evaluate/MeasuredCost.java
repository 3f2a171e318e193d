package io.featurefactory.cli.evaluate;

import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a view has cost until now, as far as it is known.
 *
 * @param log rows and bytes of the feature log
 * @param tiles of the partial aggregates, which versions of the view may share; null if the view
 *     has none
 * @param state of the latest row of each key
 * @param logBytes by feature: the part of its column in the log, compressed
 * @param runs that the ledger knows, backfills included
 * @param computing the time in which their steps went on
 * @param untimed runs whose time is not known
 */
public record MeasuredCost(
    ViewId view,
    Stored log,
    @Nullable Stored tiles,
    Stored state,
    Map<String, Long> logBytes,
    long runs,
    Duration computing,
    long untimed) {
  public MeasuredCost {
    logBytes = new TreeMap<>(logBytes);
  }

  /** What a table holds at its current snapshot. */
  public record Stored(long rows, long bytes) {
    static final Stored NOTHING = new Stored(0, 0);
  }

  /** All bytes of its tables. */
  public long bytes() {
    return log.bytes() + state.bytes() + (tiles == null ? 0 : tiles.bytes());
  }
}
