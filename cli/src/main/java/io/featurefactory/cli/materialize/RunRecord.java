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
import org.jspecify.annotations.Nullable;

/** Tells the ledger how the runs of a view go. */
final class RunRecord {
  /** The newest runs among which those are looked for that a dead process left open. */
  private static final int LEFT_BEHIND = 1_000;

  private final RunLedger ledger;
  private final Clock clock;
  private final ViewId view;
  private final long epoch;
  private final List<RunId> open = new ArrayList<>();
  private Instant started = Instant.EPOCH;

  RunRecord(RunLedger ledger, Clock clock, ViewId view, long epoch) {
    this.ledger = ledger;
    this.clock = clock;
    this.view = view;
    this.epoch = epoch;
  }

  /** Opens the runs of boundaries; a backfill is one run, with the number of its last boundary. */
  void planned(LedgerRun.Kind kind, List<Instant> boundaries, long firstRun) {
    started = clock.instant();
    Instant last = boundaries.get(boundaries.size() - 1);
    if (kind == LedgerRun.Kind.BACKFILL) {
      open(firstRun + boundaries.size() - 1, kind, boundaries.get(0), last);
      return;
    }
    long run = firstRun;
    for (Instant boundary : boundaries) {
      open(run++, kind, boundary, boundary);
    }
  }

  private void open(long number, LedgerRun.Kind kind, Instant first, Instant last) {
    RunId run = new RunId(view, number);
    ledger.open(run, kind, first, last, epoch);
    open.add(run);
  }

  /** Reports what the engine did. */
  void computed(LedgerRun.Kind kind, Progress progress) {
    Progress.Boundary blocked = progress.blocked();
    if (kind == LedgerRun.Kind.BACKFILL) {
      RunId run = open.get(0);
      if (blocked == null) {
        logged(run, progress.events(), progress.changed(), checks(progress.logged()));
      } else {
        blocked(run, blocked, progress.events());
      }
      return;
    }
    long events = progress.events();
    for (Progress.Boundary boundary : progress.logged()) {
      logged(new RunId(view, boundary.run()), events, boundary.changed(), checks(boundary));
      events = 0;
    }
    if (blocked != null) {
      blocked(new RunId(view, blocked.run()), blocked, events);
    }
  }

  private void logged(RunId run, long events, long changed, List<CheckResult> checks) {
    ledger.checks(run, epoch, checks);
    report(run, Step.TILED, new Counts(events, 0, 0, 0), null);
    report(run, Step.LOGGED, new Counts(0, changed, changed, 0), null);
  }

  private void blocked(RunId run, Progress.Boundary boundary, long events) {
    ledger.checks(run, epoch, checks(boundary));
    report(run, Step.TILED, new Counts(events, 0, 0, 0), null);
    String broken =
        String.join(
            "; ",
            boundary.checks().stream()
                .filter(c -> !c.passed())
                .map(c -> c.check() + ": " + c.evidence())
                .toList());
    report(run, Step.BLOCKED, Counts.NONE, broken);
  }

  /** Reports that the engine failed. */
  void failed(RuntimeException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    for (RunId run : open) {
      try {
        report(run, Step.FAILED, Counts.NONE, message);
      } catch (FactoryException unreported) {
        e.addSuppressed(unreported);
      }
    }
  }

  /**
   * Ends the runs that a process left behind when it died: those that are in the log are logged,
   * the others have failed until somebody runs them again.
   */
  void settle(LogBoundaries log) {
    started = clock.instant();
    RunLedger.Page page = ledger.page(new RunLedger.Query(view, LEFT_BEHIND, null));
    for (LedgerRun run : page.runs()) {
      if (open(run.current()) && run.epoch() < epoch) {
        if (log.findRun(run.id().number()) == null) {
          report(run.id(), Step.FAILED, Counts.NONE, "its process ended before it was logged");
        } else {
          report(run.id(), Step.LOGGED, Counts.NONE, "its process ended before it said so");
        }
      }
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
