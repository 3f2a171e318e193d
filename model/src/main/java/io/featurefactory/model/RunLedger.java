package io.featurefactory.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of runs. It is a cache of what the snapshots of the tables say: it tells people how
 * runs went and hands out their numbers, and who resumes a run never trusts it alone.
 *
 * <p>For callers: a run is written under the epoch of its view's lease.
 *
 * <p>For implementers: each method is atomic among threads and processes; one that writes a run
 * with a lower epoch than it was written with throws {@link FactoryException} (EXTERNAL) and
 * changes nothing.
 */
public interface RunLedger {

  /**
   * Hands out run numbers, each once.
   *
   * @param count how many, at least 1
   * @param above the greatest number of the view that the caller has seen in its tables, 0 for
   *     none: the answer is greater, also if the ledger was lost
   * @return the first of {@code count} consecutive numbers
   */
  long allocate(ViewId view, int count, long above);

  /**
   * Enters a run, or takes one over that is there: then only its epoch changes.
   *
   * @param firstBoundary not after {@code boundary}
   */
  LedgerRun open(
      RunId run, LedgerRun.Kind kind, Instant firstBoundary, Instant boundary, long epoch);

  /** Reports a step, which becomes the current one. The run must have been opened. */
  void report(RunId run, long epoch, LedgerRun.StepReport report);

  /** Replaces the results of the run's checks. The run must have been opened. */
  void checks(RunId run, long epoch, List<LedgerRun.CheckResult> results);

  /** The run; null if the ledger does not know it. */
  @Nullable LedgerRun find(RunId run);

  /** The run with the greatest number of each view, in the order of views. */
  List<LedgerRun> latest();

  /**
   * The runs whose boundary waits: BLOCKED, and not followed by a run of the same boundary. In the
   * order of views and numbers.
   */
  List<LedgerRun> blocked();

  /** Runs from the newest to the oldest by start, then by view and number. */
  Page page(Query query);

  /**
   * What a page holds.
   *
   * @param view null for all views
   * @param limit at least 1
   * @param after the last run of the page before; null for the first page
   */
  record Query(@Nullable ViewId view, int limit, @Nullable Position after) {
    public Query {
      if (limit < 1) {
        throw new IllegalArgumentException("limit: " + limit + " (expected: at least 1)");
      }
    }
  }

  /** A place in the history. */
  record Position(Instant startedAt, RunId run) {}

  /**
   * A part of the history.
   *
   * @param next where the next page begins; null if this is the last
   */
  record Page(List<LedgerRun> runs, @Nullable Position next) {
    public Page {
      runs = List.copyOf(runs);
    }
  }
}
