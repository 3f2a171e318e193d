package io.featurefactory.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of runs. It is a cache of what the snapshots of the tables say: it tells people how
 * runs went and remembers their numbers, and who resumes a run never trusts it alone.
 *
 * <p>For callers: a run is written under the epoch of its view's lease.
 *
 * <p>For implementers: each method is atomic among threads and processes; one that writes a run
 * with a lower epoch than it was written with throws {@link FactoryException} (EXTERNAL) and
 * changes nothing.
 */
public interface RunLedger {

  /**
   * The least number from which on none was handed out for the view. It is handed out only by
   * {@link #open}, so that the lease must be held until then.
   *
   * @param above the greatest number of the view that the caller has seen in its tables, 0 for
   *     none: the answer is greater, also if the ledger was lost
   */
  long next(ViewId view, long above);

  /**
   * Enters a run, and hands out its number and all smaller ones of the view. A run that is there
   * begins anew: nothing of its earlier attempt stays.
   *
   * @param firstBoundary not after {@code boundary}
   */
  LedgerRun open(
      RunId run, LedgerRun.Kind kind, Instant firstBoundary, Instant boundary, long epoch);

  /** Reports a step, which becomes the current one. The run must have been opened. */
  void report(RunId run, long epoch, LedgerRun.StepReport report);

  /** Replaces the results of the run's checks. The run must have been opened. */
  void checks(RunId run, long epoch, List<LedgerRun.CheckResult> results);

  /**
   * Removes a run that was opened and never begun, or that another run tells of; its number stays
   * handed out. Does nothing if the ledger does not know the run.
   */
  void withdraw(RunId run, long epoch);

  /** The run; null if the ledger does not know it. */
  @Nullable LedgerRun find(RunId run);

  /** The run with the greatest number; null if the ledger knows none of the view. */
  @Nullable LedgerRun findLast(ViewId view);

  /**
   * The run with the greatest boundary of each view, of several the one with the greatest number;
   * in the order of views. An earlier backfill has a greater number than the runs before it.
   */
  List<LedgerRun> latest();

  /**
   * The runs whose boundary waits: BLOCKED, and not followed by one with a greater number that is a
   * run of the same boundary; nor, if it is a backfill, by any other backfill, as that one says
   * anew where history begins. In the order of views and numbers.
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
