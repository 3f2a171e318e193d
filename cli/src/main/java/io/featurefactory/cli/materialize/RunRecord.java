package io.featurefactory.cli.materialize;

import io.featurefactory.compute.Progress;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.LedgerRun.CheckResult;
import io.featurefactory.model.LedgerRun.Counts;
import io.featurefactory.model.LedgerRun.Step;
import io.featurefactory.model.LedgerRun.StepReport;
import io.featurefactory.model.Published;
import io.featurefactory.model.RunId;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.ViewId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells the ledger how the runs of a view go. */
final class RunRecord {
  /** The newest runs among which those are looked for that a dead process left open. */
  private static final int LEFT_BEHIND = 1_000;

  private final RunLedger ledger;
  private final Clock clock;
  private final ViewId view;
  private final long epoch;
  private final List<LedgerRun> open = new ArrayList<>();
  private Instant started = Instant.EPOCH;
  private boolean readToldOf;

  RunRecord(RunLedger ledger, Clock clock, ViewId view, long epoch) {
    this.ledger = ledger;
    this.clock = clock;
    this.view = view;
    this.epoch = epoch;
  }

  /** Opens the runs of boundaries; a backfill is one run, with the number of its last boundary. */
  void planned(LedgerRun.Kind kind, List<Instant> boundaries, long firstRun) {
    started = clock.instant();
    if (kind == LedgerRun.Kind.BACKFILL) {
      long lastRun = firstRun + boundaries.size() - 1;
      LedgerRun before = ledger.findLast(view);
      open(lastRun, kind, boundaries.get(0), boundaries.get(boundaries.size() - 1));
      if (before != null && before.id().number() >= firstRun && before.id().number() < lastRun) {
        // an earlier attempt, of a part of the same boundaries
        ledger.withdraw(before.id(), epoch);
      }
      return;
    }
    long run = firstRun;
    for (Instant boundary : boundaries) {
      open(run++, kind, boundary, boundary);
    }
  }

  private void open(long number, LedgerRun.Kind kind, Instant first, Instant last) {
    open.add(ledger.open(new RunId(view, number), kind, first, last, epoch));
  }

  /**
   * Reports the runs of a part that is in the log now. Of boundaries that were computed together
   * the first one has taken the time of all: each begins where the one before ended.
   */
  void logged(Progress part) {
    for (Progress.Boundary boundary : part.logged()) {
      logged(new RunId(view, boundary.run()), part, boundary.changed(), checks(boundary));
    }
  }

  private void logged(RunId run, Progress part, long changed, List<CheckResult> checks) {
    ledger.checks(run, epoch, checks);
    tiled(run, part);
    report(run, Step.LOGGED, new Counts(0, changed, changed, 0), null);
    open.removeIf(opened -> opened.id().equals(run));
    started = clock.instant();
  }

  /** What was read was read for all boundaries at once, and counts for the first of them. */
  private void tiled(RunId run, Progress part) {
    report(run, Step.TILED, new Counts(readToldOf ? 0 : part.events(), 0, 0, 0), null);
    readToldOf = true;
  }

  /** Reports how a run ended; what entered the log was reported before. */
  void ran(Progress progress) {
    Progress.Boundary blocked = progress.blocked();
    if (blocked != null) {
      blocked(new RunId(view, blocked.run()), progress, blocked);
      withdrawOpen();
    }
  }

  /** Reports how a backfill ended: it is in the log as a whole, or not at all. */
  void backfilled(Progress progress) {
    LedgerRun run = open.get(0);
    Progress.Boundary blocked = progress.blocked();
    if (blocked == null) {
      logged(run.id(), progress, progress.changed(), checks(progress.logged()));
      return;
    }
    RunId name = new RunId(view, blocked.run());
    if (!name.equals(run.id())) {
      open(blocked.run(), LedgerRun.Kind.BACKFILL, run.firstBoundary(), blocked.boundary());
    }
    blocked(name, progress, blocked);
    withdrawOpen();
  }

  private void blocked(RunId run, Progress progress, Progress.Boundary boundary) {
    ledger.checks(run, epoch, checks(boundary));
    tiled(run, progress);
    String broken =
        String.join(
            "; ",
            boundary.checks().stream()
                .filter(c -> !c.passed())
                .map(c -> c.check() + ": " + c.evidence())
                .toList());
    report(run, Step.BLOCKED, Counts.NONE, broken);
    open.removeIf(opened -> opened.id().equals(run));
  }

  /** What was planned and not begun is no run. */
  private void withdrawOpen() {
    open.forEach(run -> ledger.withdraw(run.id(), epoch));
    open.clear();
  }

  /**
   * Reports that the engine failed, at the first boundary that is not in the log.
   *
   * @param log as it is after the failure; null if it cannot be read
   */
  void failed(RuntimeException e, @Nullable LogBoundaries log) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    try {
      boolean told = false;
      for (LedgerRun run : open) {
        if (log != null && log.findRun(run.id().number()) != null) {
          report(run.id(), Step.LOGGED, Counts.NONE, "failed after it was logged: " + message);
        } else if (log == null || !told) {
          report(run.id(), Step.FAILED, Counts.NONE, message);
          told = true;
        } else {
          ledger.withdraw(run.id(), epoch);
        }
      }
    } catch (FactoryException unreported) {
      e.addSuppressed(unreported);
    }
  }

  /**
   * Ends the runs that a process left behind when it died: those that are in the log are logged,
   * the others have failed until somebody runs them again.
   *
   * @param served whether a store has a run that serves a boundary of the log once more
   */
  void settle(LogBoundaries log, Predicate<LedgerRun> served) {
    started = clock.instant();
    RunLedger.Page page = ledger.page(new RunLedger.Query(view, LEFT_BEHIND, null));
    for (LedgerRun run : page.runs()) {
      if (open(run.current()) && run.epoch() < epoch) {
        boolean logged = log.findRun(run.id().number()) != null;
        if (!logged && log.find(run.boundary()) != null) {
          served(run.id(), served.test(run));
        } else if (!logged) {
          report(run.id(), Step.FAILED, Counts.NONE, "its process ended before it was logged");
        } else {
          report(run.id(), Step.LOGGED, Counts.NONE, "its process ended before it said so");
        }
      }
    }
  }

  private void served(RunId run, boolean isServed) {
    report(
        run,
        isServed ? Step.PUBLISHED : Step.FAILED,
        Counts.NONE,
        "its process ended before it " + (isServed ? "said so" : "was served"));
  }

  /** Opens a run that computes nothing, and serves a boundary of the log once more. */
  void opened(LedgerRun.Kind kind, long run, Instant boundary) {
    started = clock.instant();
    open(run, kind, boundary, boundary);
  }

  /** Reports that such a run failed; whether a store has it is found out by the next command. */
  void notServed(long run, RuntimeException e) {
    try {
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      report(new RunId(view, run), Step.FAILED, Counts.NONE, message);
    } catch (FactoryException unreported) {
      e.addSuppressed(unreported);
    }
  }

  private static boolean open(Step step) {
    return switch (step) {
      case PLANNED, TILED, COMPUTED, CHECKED -> true;
      case LOGGED, PUBLISHED, BLOCKED, FAILED -> false;
    };
  }

  /** Reports that a store has a run; the ledger may not know it, it is only a cache. */
  void published(RunId run, Published published) {
    if (ledger.find(run) != null) {
      ledger.report(
          run,
          epoch,
          new StepReport(
              Step.PUBLISHED, published.started(), published.finished(), Counts.NONE, null));
    }
  }

  private void report(RunId run, Step step, Counts counts, @Nullable String message) {
    ledger.report(run, epoch, new StepReport(step, started, clock.instant(), counts, message));
  }

  private static List<CheckResult> checks(Progress.Boundary boundary) {
    return boundary.checks().stream()
        .map(c -> new CheckResult(c.check(), c.passed(), c.evidence()))
        .toList();
  }

  /** Of a backfill: those of its last boundary. */
  private static List<CheckResult> checks(List<Progress.Boundary> boundaries) {
    return boundaries.isEmpty() ? List.of() : checks(boundaries.get(boundaries.size() - 1));
  }
}
