package io.featurefactory.compute;

import io.featurefactory.lake.Commit;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SnapshotInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How far a view's log has come; stands in the summary of each of its snapshots.
 *
 * @param first boundary of the log
 * @param last boundary of the log; all multiples of the hop between the two were computed
 * @param run number of the run of the last boundary: what is published
 * @param firstRun number of the run of the first boundary
 * @param lastRun greatest run number used, also by backfills
 * @param tiles snapshot of the tile table that the last boundary was computed from; 0 for views
 *     without tiles
 */
public record LogHead(
    Instant first, Instant last, long run, long firstRun, long lastRun, long tiles) {
  private static final String FIRST = "ff.log.first";
  private static final String LAST = "ff.log.last";
  private static final String FIRST_RUN = "ff.log.first-run";
  private static final String RUN = "ff.log.run";
  private static final String LAST_RUN = "ff.log.last-run";
  private static final String TILES = "ff.log.tiles";

  /** Of the newest snapshot that says so; null for a log without any boundary. */
  static @Nullable LogHead of(LakeTable log) {
    return find(log, head -> true);
  }

  /** As it was when the run was the newest; null if no kept snapshot says so. */
  static @Nullable LogHead ofRun(LakeTable log, long run) {
    return find(log, head -> head.run() == run);
  }

  /** The number of the next run after a head; null for a log without any boundary. */
  static long nextRun(@Nullable LogHead head) {
    return head == null ? 1 : head.lastRun() + 1;
  }

  /**
   * After some runs, one for each boundary.
   *
   * @param head before them; null for a log without any boundary
   * @param boundaries in increasing order, without holes, at least one
   * @param firstRun number of the first of them, the others follow
   */
  static LogHead afterRuns(
      @Nullable LogHead head, List<Instant> boundaries, long firstRun, long tiles) {
    long lastRun = firstRun + boundaries.size() - 1;
    return new LogHead(
        head == null ? boundaries.get(0) : head.first(),
        boundaries.get(boundaries.size() - 1),
        lastRun,
        head == null ? firstRun : head.firstRun(),
        lastRun,
        tiles);
  }

  /**
   * After a backfill, which prepends.
   *
   * @param head before it; null for a log without any boundary
   * @param boundaries in increasing order, without holes, at least one
   * @param firstRun number of the first of them, the others follow
   * @param tiles of the last boundary, if that is one of these
   */
  static LogHead afterBackfill(
      @Nullable LogHead head, List<Instant> boundaries, long firstRun, long tiles) {
    long lastRun = firstRun + boundaries.size() - 1;
    return new LogHead(
        boundaries.get(0),
        head == null ? boundaries.get(boundaries.size() - 1) : head.last(),
        head == null ? lastRun : head.run(),
        firstRun,
        lastRun,
        head == null ? tiles : head.tiles());
  }

  private static @Nullable LogHead find(LakeTable log, Predicate<LogHead> wanted) {
    long current = log.currentSnapshot();
    while (current != 0) {
      SnapshotInfo snapshot = log.snapshot(current);
      if (snapshot.summary().containsKey(LAST)) {
        LogHead head = of(snapshot.summary());
        if (wanted.test(head)) {
          return head;
        }
      }
      current = snapshot.parent();
    }
    return null;
  }

  private static LogHead of(Map<String, String> summary) {
    return new LogHead(
        Instant.parse(summary.getOrDefault(FIRST, "")),
        Instant.parse(summary.getOrDefault(LAST, "")),
        Long.parseLong(summary.getOrDefault(RUN, "")),
        Long.parseLong(summary.getOrDefault(FIRST_RUN, "")),
        Long.parseLong(summary.getOrDefault(LAST_RUN, "")),
        Long.parseLong(summary.getOrDefault(TILES, "")));
  }

  Commit in(Commit commit) {
    return commit
        .with(FIRST, first.toString())
        .with(LAST, last.toString())
        .with(FIRST_RUN, Long.toString(firstRun))
        .with(RUN, Long.toString(run))
        .with(LAST_RUN, Long.toString(lastRun))
        .with(TILES, Long.toString(tiles));
  }
}
