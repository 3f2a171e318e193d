package io.featurefactory.compute;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.ViewId;
import java.time.Instant;

/** Every way in which computing can say no. */
final class ComputeErrors {
  private ComputeErrors() {}

  static FactoryException superseded(String view, long epoch, long newer) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("Cannot write %s: this process held the lease with epoch %d, and another one took it over with"
                + " epoch %d. Nothing was changed; the other process does the work. See ff runs %s")
            .formatted(view, epoch, newer, view));
  }

  static FactoryException backfillAfterHistory(ViewId view, Instant to, Instant first) {
    return new FactoryException(
        Kind.USER,
        ("Cannot backfill %s to %s: its history begins at %s, and there would be a hole between the two."
                + " Leave out --to, or give one that is not before the boundary that precedes %s")
            .formatted(view, to, first, first));
  }

  static FactoryException nothingToBackfill(ViewId view, Instant from, String reason) {
    return new FactoryException(
        Kind.USER, "Nothing to backfill for %s from %s: %s".formatted(view, from, reason));
  }

  static FactoryException queryNotComputed(ViewId view) {
    return new FactoryException(
        Kind.USER,
        ("Cannot compute %s: it is a sql view, and this version computes views of aggregates and table"
                + " views only. Write it with aggregates, or load its values as a source of a table view")
            .formatted(view));
  }
}
