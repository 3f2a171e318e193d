package io.featurefactory.cli.materialize;

import io.featurefactory.compute.LogHead;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SnapshotInfo;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.Published;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The boundaries of a log and the runs that computed them, read from the summaries of its
 * snapshots.
 */
final class LogBoundaries {
  private final NavigableMap<Instant, Entry> entries = new TreeMap<>();
  private final String origin;
  private final long snapshot;

  private LogBoundaries(String origin, long snapshot) {
    this.origin = origin;
    this.snapshot = snapshot;
  }

  /**
   * A boundary of the log.
   *
   * @param run its number
   * @param snapshot of the log that brought it
   * @param loggedAt when that was committed
   * @param epoch of the lease under which it was
   */
  record Entry(
      Instant boundary,
      long run,
      LedgerRun.Kind kind,
      long snapshot,
      Instant loggedAt,
      long epoch) {

    /** The same boundary, as a store serves it under a number that is not the log's. */
    Entry servedAs(long number, LedgerRun.Kind how) {
      return new Entry(boundary, number, how, snapshot, loggedAt, epoch);
    }
  }

  /** Of a log as it is now. */
  static LogBoundaries of(LakeTable log, Duration every) {
    long newest = log.currentSnapshot();
    List<SnapshotInfo> history = new ArrayList<>(log.history());
    Collections.reverse(history);
    String origin = log.id() + " " + (history.isEmpty() ? "empty" : history.get(0).id());
    LogBoundaries boundaries = new LogBoundaries(origin, newest);
    LogHead before = null;
    for (SnapshotInfo snapshot : history) {
      LogHead head = head(snapshot.summary());
      if (head != null) {
        boundaries.add(before, head, snapshot, every);
        before = head;
      }
    }
    return boundaries;
  }

  private static @Nullable LogHead head(Map<String, String> summary) {
    String last = summary.get("ff.log.last");
    if (last == null) {
      return null;
    }
    return new LogHead(
        Instant.parse(summary.getOrDefault("ff.log.first", last)),
        Instant.parse(last),
        Long.parseLong(summary.getOrDefault("ff.log.run", "1")),
        Long.parseLong(summary.getOrDefault("ff.log.first-run", "1")),
        Long.parseLong(summary.getOrDefault("ff.log.last-run", "1")),
        Long.parseLong(summary.getOrDefault("ff.log.tiles", "0")));
  }

  private void add(@Nullable LogHead before, LogHead head, SnapshotInfo snapshot, Duration every) {
    boolean onward = before != null && head.last().isAfter(before.last());
    LedgerRun.Kind kind =
        onward || (before == null && head.first().equals(head.last()))
            ? LedgerRun.Kind.RUN
            : LedgerRun.Kind.BACKFILL;
    Instant boundary = onward && before != null ? before.last().plus(every) : head.first();
    Instant end = onward || before == null ? head.last() : before.first().minus(every);
    // not the number after the last one: those of attempts that came to nothing are left out
    long run = onward ? head.run() - between(boundary, end, every) : head.firstRun();
    for (Instant b = boundary; !b.isAfter(end); b = b.plus(every)) {
      entries.put(
          b,
          new Entry(
              b,
              run++,
              kind,
              snapshot.id(),
              snapshot.committedAt(),
              Long.parseLong(snapshot.summary().getOrDefault("ff.epoch", "0"))));
    }
  }

  private static long between(Instant first, Instant last, Duration every) {
    return Duration.between(first, last).dividedBy(every);
  }

  /** True if no boundary was logged. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The greatest boundary. */
  Entry last() {
    return entries.lastEntry().getValue();
  }

  /** The boundary that follows; the log must have one. */
  Entry after(Instant boundary) {
    return entries.higherEntry(boundary).getValue();
  }

  /** The entry of a boundary; null if it is not in the log. */
  @Nullable Entry find(Instant boundary) {
    return entries.get(boundary);
  }

  /** The greatest number of a run; 0 for an empty log. */
  long greatestRun() {
    return entries.values().stream().mapToLong(Entry::run).max().orElse(0);
  }

  /** True if all boundaries after what is published have numbers after its own. */
  boolean goOnFrom(Published published) {
    return entries.tailMap(published.watermark(), false).values().stream()
        .allMatch(entry -> entry.run() > published.run());
  }

  /** The boundary that a run computed; null if the log has no such run. */
  @Nullable Entry findRun(long run) {
    return entries.values().stream().filter(e -> e.run() == run).findFirst().orElse(null);
  }

  /** All, by boundary. */
  Map<Instant, Entry> entries() {
    return entries;
  }

  /** The snapshot of the log that was read. */
  long snapshot() {
    return snapshot;
  }

  /** What identifies the log: another log of the same name has another. */
  String origin() {
    return origin;
  }
}
