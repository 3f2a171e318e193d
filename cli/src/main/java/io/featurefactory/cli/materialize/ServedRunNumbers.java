package io.featurefactory.cli.materialize;

import io.featurefactory.model.LedgerRun;
import java.time.Instant;
import java.util.function.LongFunction;

/** Gives numbers of their own to runs that serve a boundary of the log once more. */
final class ServedRunNumbers {
  private final RunNumbers numbers;
  private final RunRecord record;
  private long above;

  /**
   * For one view, under its lease.
   *
   * @param above the greatest number of the log and of the table of runs
   */
  ServedRunNumbers(RunNumbers numbers, RunRecord record, long above) {
    this.numbers = numbers;
    this.record = record;
    this.above = above;
  }

  /**
   * Opens a run in the ledger and lets it be served.
   *
   * @param served the run that the store has, which the new one follows
   * @param work gets the number; if it fails, so has the run
   */
  <T> T with(LedgerRun.Kind kind, Instant boundary, long served, LongFunction<T> work) {
    long run = numbers.own(kind, boundary, Math.max(above, served));
    record.opened(kind, run, boundary);
    try {
      T result = work.apply(run);
      above = run;
      return result;
    } catch (RuntimeException e) {
      record.notServed(run, e);
      throw e;
    }
  }
}
