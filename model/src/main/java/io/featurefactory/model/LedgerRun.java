package io.featurefactory.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a run.
 *
 * @param firstBoundary the first boundary that it computed; {@code boundary} unless it is a
 *     backfill
 * @param boundary the last boundary that it computed
 * @param epoch of the lease under which it was last written
 * @param startedAt when it was last opened; runs that wait for each other are opened together
 * @param current the step that was last reported; PLANNED at first
 * @param steps as last reported, in the order of {@link Step}
 */
public record LedgerRun(
    RunId id,
    Kind kind,
    Instant firstBoundary,
    Instant boundary,
    long epoch,
    Instant startedAt,
    Step current,
    List<StepReport> steps,
    List<CheckResult> checks) {
  private static final Comparator<StepReport> BY_START =
      Comparator.comparing(StepReport::startedAt);

  public LedgerRun {
    steps = List.copyOf(steps);
    checks = List.copyOf(checks);
  }

  /** Why there is a run. */
  public enum Kind {
    RUN,
    BACKFILL,
    ROLLBACK
  }

  /** Where a run is. */
  public enum Step {
    PLANNED,
    TILED,
    COMPUTED,
    CHECKED,
    LOGGED,
    PUBLISHED,
    /** A check did not pass: nothing was logged, the boundary waits. */
    BLOCKED,
    FAILED
  }

  /**
   * How a step went. Reported again, it replaces what was reported before.
   *
   * @param finishedAt null while it goes on
   * @param message for people; null for none
   */
  public record StepReport(
      Step step,
      Instant startedAt,
      @Nullable Instant finishedAt,
      Counts counts,
      @Nullable String message) {}

  /**
   * What a step did; zero where it has nothing to say. Each number is reported by one step only, so
   * that they may be added up.
   *
   * @param rowsRead events and rows read from sources
   * @param keys whose values were computed
   * @param rowsLogged rows that entered the log
   * @param bytes written
   */
  public record Counts(long rowsRead, long keys, long rowsLogged, long bytes) {
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          rowsRead + other.rowsRead,
          keys + other.keys,
          rowsLogged + other.rowsLogged,
          bytes + other.bytes);
    }
  }

  /**
   * How a check went.
   *
   * @param text of the check, as the user wrote it
   * @param evidence the numbers or rows that it was decided by
   */
  public record CheckResult(String text, boolean passed, String evidence) {}

  /** The report of the current step; null if there is none yet. */
  public @Nullable StepReport report() {
    return steps.stream().filter(s -> s.step() == current).findFirst().orElse(null);
  }

  /** Over all steps. */
  public Counts counts() {
    return steps.stream().map(StepReport::counts).reduce(Counts.NONE, Counts::plus);
  }

  /**
   * The time in which some step went on: what steps share counts once, and waiting not at all. Null
   * if there is no step yet, and while the current one goes on.
   */
  public @Nullable Duration duration() {
    StepReport report = report();
    if (report == null || report.finishedAt() == null) {
      return null;
    }
    Duration sum = Duration.ZERO;
    Instant until = Instant.MIN;
    for (StepReport step : steps.stream().sorted(BY_START).toList()) {
      Instant end = step.finishedAt();
      Instant start = step.startedAt().isAfter(until) ? step.startedAt() : until;
      if (end != null && end.isAfter(start)) {
        sum = sum.plus(Duration.between(start, end));
        until = end;
      }
    }
    return sum;
  }
}
