package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowChange;
import io.featurefactory.online.ChangeBatches;
import io.featurefactory.online.PublishSettings;
import io.featurefactory.online.SchemaWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings one online store up to the log of a view: the rows after the store's cursor, or the whole
 * state where there is none, or where it was made from something else.
 *
 * <p>What it reports as the end of a publish is read after the store has finished it: from then on,
 * and not before, no lookup answers with an older run.
 *
 * <p>What is to be done follows from the log and the store alone, so that it can be repeated after
 * any failure.
 */
final class Publication {
  private final FeatureView view;
  private final LogBoundaries boundaries;
  private final LogRows rows;
  private final RowPacking packing;
  private final OnlineStore store;
  private final PublishSettings settings;
  private final ViewLease lease;
  private final Clock clock;

  /**
   * A publication.
   *
   * @param lease asked before each change of the store: who lost it changes nothing any more
   */
  Publication(
      AppliedView applied,
      LogRows rows,
      LogBoundaries boundaries,
      OnlineStore store,
      PublishSettings settings,
      ViewLease lease,
      Clock clock) {
    this.view = applied.view();
    this.boundaries = boundaries;
    this.rows = rows;
    this.packing = new RowPacking(applied.schema());
    this.store = store;
    this.settings = settings;
    this.lease = lease;
    this.clock = clock;
  }

  /** Publishes. The log has at least one boundary. */
  StoreReport publish(Materializer.Extent wanted) {
    try (OnlineWriter writer = store.openWriter()) {
      if (writer instanceof SchemaWriter other) {
        other.describe(
            view.id(), view.keys().stream().map(FeatureView.Key::name).toList(), packing.schema());
      }
      OnlineProgress progress = store.findProgress(view.id());
      boolean anew =
          wanted == Materializer.Extent.WHOLE_STATE
              || progress == null
              || !progress.current().origin().equals(packing.origin(boundaries))
              || !known(progress);
      return anew ? whole(writer, progress) : onward(writer, Objects.requireNonNull(progress));
    } catch (FencedException e) {
      throw MaterializeErrors.fenced(view.id(), store.name(), e);
    }
  }

  /** False if the store has runs that the log has not. */
  private boolean known(OnlineProgress progress) {
    OnlineProgress.Begun begun = progress.begun();
    return boundaries.findRun(progress.run()) != null
        && (begun == null || boundaries.findRun(begun.run()) != null);
  }

  /** A state that is served already, of the same run, keeps the time of its publishing. */
  private StoreReport whole(OnlineWriter writer, @Nullable OnlineProgress before) {
    LogBoundaries.Entry last = boundaries.last();
    Instant started = clock.instant();
    lease.requireHeld();
    int generation = writer.beginGeneration(view.id(), packing.origin(boundaries));
    ChangeBatches batches = batches(writer, generation, last.run());
    rows.latest(
        boundaries.snapshot(),
        row -> {
          RowChange change = packing.change(row);
          if (!change.deletes()) {
            batches.add(change);
          }
        });
    batches.end();
    Published served = before == null ? null : servedAs(before, last);
    Published published =
        served == null
            ? new Published(last.run(), last.boundary(), started, clock.instant())
            : served;
    lease.requireHeld();
    writer.switchGeneration(view.id(), generation, published);
    Instant switched = clock.instant();
    OnlineProgress after = Objects.requireNonNull(store.findProgress(view.id()));
    after.spare().forEach(spare -> writer.dropGeneration(view.id(), spare.number()));
    return new StoreReport(
        Materializer.Extent.WHOLE_STATE,
        batches.rows(),
        batches.deletions(),
        List.of(served == null ? published.finishedBy(switched) : served));
  }

  /** What the store says of its run, if that is this one of this log; else null. */
  private @Nullable Published servedAs(OnlineProgress before, LogBoundaries.Entry last) {
    boolean sameLog = before.current().origin().equals(packing.origin(boundaries));
    return sameLog && before.run() == last.run() ? before.current().published() : null;
  }

  /** Run by run, so that each row is that of the run which changed it, as in the log. */
  private StoreReport onward(OnlineWriter writer, OnlineProgress progress) {
    List<Published> done = new ArrayList<>();
    long rowCount = 0;
    long deletions = 0;
    OnlineProgress.Begun begun = progress.begun();
    Published at = progress.current().published();
    LogBoundaries.Entry next = begun == null ? null : boundaries.findRun(begun.run());
    while (next != null || at.run() != boundaries.last().run()) {
      LogBoundaries.Entry target = next == null ? boundaries.after(at.watermark()) : next;
      int generation = progress.current().number();
      lease.requireHeld();
      Instant started =
          writer.beginRun(view.id(), generation, at.run(), target.run(), clock.instant());
      ChangeBatches batches = batches(writer, generation, target.run());
      rows.changed(
          boundaries.snapshot(), at, target.run(), row -> batches.add(packing.change(row)));
      batches.end();
      Published published =
          new Published(target.run(), target.boundary(), started, clock.instant());
      lease.requireHeld();
      at = writer.finishRun(view.id(), generation, published);
      done.add(at.finishedBy(clock.instant()));
      rowCount += batches.rows();
      deletions += batches.deletions();
      next = null;
    }
    return new StoreReport(Materializer.Extent.NEW_ROWS, rowCount, deletions, done);
  }

  /** The lease is asked for before each batch. */
  private ChangeBatches batches(OnlineWriter writer, int generation, long run) {
    return new ChangeBatches(writer, view.id(), generation, run, settings, lease::requireHeld);
  }
}
