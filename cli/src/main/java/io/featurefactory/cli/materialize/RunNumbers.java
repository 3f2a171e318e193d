package io.featurefactory.cli.materialize;

import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.RunId;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the runs of a view: each is that of one boundary, or of one store that was given a
 * boundary of before. A boundary that was attempted last and did not reach the log keeps its
 * number, so that a command that is repeated after any failure writes what it would have written;
 * all others get new ones.
 */
final class RunNumbers {
  private final RunLedger ledger;
  private final ViewId view;
  private final Duration every;

  RunNumbers(RunLedger ledger, ViewId view, Duration every) {
    this.ledger = ledger;
    this.view = view;
    this.every = every;
  }

  /**
   * The number of the first of some boundaries; the others follow.
   *
   * @param logged the greatest number of the log and of what stores were given; 0 for none
   */
  long first(Instant boundary, long logged) {
    LedgerRun run = ledger.findLast(view);
    while (run != null && run.id().number() > logged && !isLogged(run)) {
      if (run.boundary().isBefore(boundary)) {
        break;
      }
      if (!run.firstBoundary().isAfter(boundary)) {
        long number = run.id().number() - hops(boundary, run.boundary());
        // a ledger that is older than the log may have given it to another boundary
        return number > logged ? number : ledger.next(view, logged);
      }
      run = before(run);
    }
    return ledger.next(view, logged);
  }

  /**
   * The number of a run that computes nothing: it serves a boundary of the log, once more. An
   * attempt that came to nothing gives its number to the next one.
   *
   * @param above the greatest number of the log and of what stores were given
   */
  long own(LedgerRun.Kind kind, Instant boundary, long above) {
    LedgerRun last = ledger.findLast(view);
    boolean again =
        last != null
            && last.id().number() > above
            && last.kind() == kind
            && last.boundary().equals(boundary)
            && !isLogged(last);
    return last != null && again ? last.id().number() : ledger.next(view, above);
  }

  /** The run of the same attempt that comes before; null if there is none. */
  private @Nullable LedgerRun before(LedgerRun run) {
    long number = run.id().number() - hops(run.firstBoundary(), run.boundary()) - 1;
    LedgerRun before = number < 1 ? null : ledger.find(new RunId(view, number));
    return before != null && before.boundary().plus(every).equals(run.firstBoundary())
        ? before
        : null;
  }

  private long hops(Instant from, Instant to) {
    return Duration.between(from, to).dividedBy(every);
  }

  /** Of another log, if its number is greater than those of this one: of a replaced draft. */
  private static boolean isLogged(LedgerRun run) {
    return switch (run.current()) {
      case LOGGED, PUBLISHED -> true;
      case PLANNED, TILED, COMPUTED, CHECKED, BLOCKED, FAILED -> false;
    };
  }
}
