package io.featurefactory.cli.materialize;

import io.featurefactory.cli.output.Texts;
import io.featurefactory.lake.CommitOutcome;
import io.featurefactory.lake.Fence;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.Leases;
import io.featurefactory.model.Published;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** Every way in which running and publishing can say no. */
final class MaterializeErrors {
  private MaterializeErrors() {}

  static FactoryException leaseHeld(Leases.Refused refused) {
    return new FactoryException(
        Kind.EXTERNAL, "Cannot run %s: %s".formatted(refused.held().name(), refused.message()));
  }

  static FactoryException superseded(Fence fence, CommitOutcome.Superseded newer) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot record the runs of %s: this process held the lease with epoch %d, and another one took it over with epoch %d. Nothing was changed; the other process does the work. See ff runs %s"
            .formatted(fence.scope(), fence.epoch(), newer.newerEpoch(), fence.scope()));
  }

  static FactoryException fenced(ViewId view, String store, FencedException e) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot publish %s to %s: another process has published it meanwhile (%s). Nothing is lost; see ff runs %s"
            .formatted(view, store, e.getMessage(), view.name()),
        e);
  }

  static FactoryException stopped(ViewId view, String store) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Interrupted while %s was published to %s. The same command goes on"
            .formatted(view, store));
  }

  static FactoryException lostAgain(ViewId view, String store) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot publish %s to %s: the store has lost it as soon as it was written (expected: a store that keeps what it takes). If it removes keys to make room, give it more memory, then run the same command again"
            .formatted(view, store));
  }

  static FactoryException nothingLogged(ViewId view) {
    return new FactoryException(
        Kind.USER,
        "Cannot publish %s: its log has no boundary yet. Run ff backfill %s --from T, or ff run %s"
            .formatted(view, view.name(), view.name()));
  }

  static FactoryException nothingToGoBackTo(ViewId view, String store, Duration kept) {
    return new FactoryException(
        Kind.USER,
        "Cannot roll %s back in store %s: it has no earlier rows (expected: those that ff publish --rebuild has replaced, which stay until a publish is %s past them). Nothing was changed. ff publish %s --store %s --rebuild writes them anew from the log"
            .formatted(view, store, Texts.duration(kept), view.name(), store));
  }

  static FactoryException rolledBackAlready(ViewId view, Map<String, Published> stores) {
    String which =
        stores.entrySet().stream()
            .map(
                s ->
                    "%s serves data up to %s as run %d"
                        .formatted(
                            s.getKey(),
                            Texts.instant(s.getValue().watermark()),
                            s.getValue().run()))
            .collect(Collectors.joining(", "));
    return new FactoryException(
        Kind.USER,
        "Cannot roll %s back: it was rolled back already (%s), and no earlier rows are kept. ff publish %s brings it up to the log"
            .formatted(view, which, view.name()));
  }

  static FactoryException noStores(ViewId view) {
    return new FactoryException(
        Kind.USER,
        "Cannot roll %s back: it is offline only, no store has rows of it".formatted(view));
  }

  static FactoryException nothingToBackfill(ViewId view, Instant from, Instant last) {
    return new FactoryException(
        Kind.USER,
        "Nothing to backfill for %s from %s: the last boundary that may be backfilled is %s (expected: a --from that is not after it)"
            .formatted(view, from, last));
  }

  static FactoryException tooManyBoundaries(
      ViewId view, Instant from, long boundaries, Duration every, long most) {
    return new FactoryException(
        Kind.USER,
        "Cannot backfill %s from %s: it runs every %s, that are %,d boundaries (expected: at most %,d). Name a later --from, such as the day of the first event: ff plan shows it"
            .formatted(view, from, Texts.duration(every), boundaries, most));
  }

  static FactoryException movedOn(ViewId view, String store) {
    return new FactoryException(
        Kind.EXTERNAL,
        "%s was published to %s while it was being verified. Run ff verify again"
            .formatted(view, store));
  }

  static FactoryException otherRows(ViewId view, String store) {
    return new FactoryException(
        Kind.DATA,
        "The rows of %s in store %s were made from another log or in another form. Run ff publish %s --store %s --rebuild"
            .formatted(view, store, view.name(), store));
  }

  static FactoryException notPublished(ViewId view, String store) {
    return new FactoryException(
        Kind.DATA,
        "%s was never published to store %s. Run ff publish %s --store %s"
            .formatted(view, store, view.name(), store));
  }
}
