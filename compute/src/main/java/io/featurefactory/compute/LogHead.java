package io.featurefactory.compute;

import io.featurefactory.lake.Commit;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SnapshotInfo;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a view's log has come; stands in the summary of each of its snapshots.
 *
 * @param first boundary of the log
 * @param last boundary of the log; all multiples of the hop between the two were computed
 * @param firstRun number of the run of the first boundary
 * @param lastRun greatest run number used
 * @param tiles snapshot of the tile table that the last boundary was computed from; 0 for views
 *     without tiles
 */
public record LogHead(Instant first, Instant last, long firstRun, long lastRun, long tiles) {
  private static final String FIRST = "ff.log.first";
  private static final String LAST = "ff.log.last";
  private static final String FIRST_RUN = "ff.log.first-run";
  private static final String RUN = "ff.log.last-run";
  private static final String TILES = "ff.log.tiles";

  /** Of the newest snapshot that says so; null for a log without any boundary. */
  public static @Nullable LogHead of(LakeTable log) {
    long current = log.currentSnapshot();
    while (current != 0) {
      SnapshotInfo snapshot = log.snapshot(current);
      if (snapshot.summary().containsKey(LAST)) {
        return of(snapshot.summary());
      }
      current = snapshot.parent();
    }
    return null;
  }

  private static LogHead of(Map<String, String> summary) {
    return new LogHead(
        Instant.parse(summary.getOrDefault(FIRST, "")),
        Instant.parse(summary.getOrDefault(LAST, "")),
        Long.parseLong(summary.getOrDefault(FIRST_RUN, "")),
        Long.parseLong(summary.getOrDefault(RUN, "")),
        Long.parseLong(summary.getOrDefault(TILES, "")));
  }

  Commit in(Commit commit) {
    return commit
        .with(FIRST, first.toString())
        .with(LAST, last.toString())
        .with(FIRST_RUN, Long.toString(firstRun))
        .with(RUN, Long.toString(lastRun))
        .with(TILES, Long.toString(tiles));
  }
}
