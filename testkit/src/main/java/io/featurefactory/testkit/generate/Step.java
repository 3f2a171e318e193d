package io.featurefactory.testkit.generate;

import java.time.Instant;
import java.util.List;

/** One operation of a case. */
public sealed interface Step permits Step.Import, Step.Backfill, Step.RunDue {

  /** What the clock shows; never earlier than at the step before. */
  Instant at();

  /** Rows land, all in one batch; there may be none, and of several sources. */
  record Import(Instant at, List<Row> rows) implements Step {
    public Import {
      rows = List.copyOf(rows);
    }
  }

  /** History: the boundaries in {@code [from, to]} that are due and lie before the first one. */
  record Backfill(Instant at, Instant from, Instant to) implements Step {}

  /** Every due boundary. */
  record RunDue(Instant at) implements Step {}
}
