package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.Generation;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.online.PublishSettings;
import io.featurefactory.online.ViewPublishing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  private static final Duration LEAST_KEPT = Duration.ofDays(1);

  private final FeatureView view;
  private final LogBoundaries boundaries;
  private final LogRows rows;
  private final RowPacking packing;
  private final OnlineStore store;
  private final StoreRuns runs;
  private final long recorded;
  private final ServedRunNumbers numbers;
  private final PublishSettings settings;
  private final @Nullable PublishTasks tasks;
  private final ViewLease lease;
  private final Clock clock;

  /**
   * A publication.
   *
   * @param runs what the runs of stores are
   * @param recorded the greatest run of the log that the store is known to have served
   * @param numbers gives them numbers of their own
   * @param tasks write the rows; null for this process
   * @param lease asked before each change of the store: who lost it changes nothing any more
   */
  Publication(
      AppliedView applied,
      LogRows rows,
      LogBoundaries boundaries,
      OnlineStore store,
      StoreRuns runs,
      long recorded,
      ServedRunNumbers numbers,
      PublishSettings settings,
      @Nullable PublishTasks tasks,
      ViewLease lease,
      Clock clock) {
    this.view = applied.view();
    this.boundaries = boundaries;
    this.rows = rows;
    this.packing = new RowPacking(RowForm.of(applied.schema()));
    this.store = store;
    this.runs = runs;
    this.recorded = recorded;
    this.numbers = numbers;
    this.settings = settings;
    this.tasks = tasks;
    this.lease = lease;
    this.clock = clock;
  }

  /** Publishes. The log has at least one boundary. */
  StoreReport publish(Materializer.Extent wanted, Materializer.RolledBack rolledBack) {
    try (OnlineWriter writer = openWriter()) {
      OnlineProgress progress = store.findProgress(view.id());
      LogBoundaries.Entry served = served(progress);
      if (progress == null || served == null) {
        return whole(writer, progress, null);
      }
      if (served.kind() == LedgerRun.Kind.ROLLBACK) {
        return rolledBack == Materializer.RolledBack.STAYS
            ? StoreReport.left(wanted, progress.current().published())
            : whole(writer, progress, null);
      }
      boolean anew = wanted == Materializer.Extent.WHOLE_STATE || !goesOn(progress);
      return anew ? whole(writer, progress, served) : onward(writer, progress);
    } catch (FencedException e) {
      throw MaterializeErrors.fenced(view.id(), store.name(), e);
    }
  }

  private OnlineWriter openWriter() {
    OnlineWriter writer = store.openWriter();
    PublishTask.describe(writer, view.id(), PublishTasks.keys(view), packing);
    return writer;
  }

  /** What the store serves of this log; null if that is nothing, or nobody knows its run. */
  private LogBoundaries.@Nullable Entry served(@Nullable OnlineProgress progress) {
    return progress == null || !isOfLog(progress.current())
        ? null
        : runs.find(boundaries, store.name(), progress.current().published());
  }

  private boolean isOfLog(Generation generation) {
    return generation.origin().equals(packing.origin(boundaries));
  }

  /**
   * False if the log has not the run that is open, or earlier numbers for what comes next, or would
   * end below what the store served before it lost that.
   */
  private boolean goesOn(OnlineProgress progress) {
    OnlineProgress.Begun begun = progress.begun();
    return boundaries.goOnFrom(progress.current().published())
        && (begun == null || boundaries.findRun(begun.run()) != null)
        && Math.max(progress.run(), boundaries.last().run()) >= greatestServed(progress);
  }

  /** The greatest run of this log that the store serves, or did before it lost that. */
  private long greatestServed(@Nullable OnlineProgress progress) {
    return progress == null || !isOfLog(progress.current())
        ? recorded
        : Math.max(recorded, progress.run());
  }

  /**
   * A state that is served already, of the same boundary, keeps its run and the time of its
   * publishing. No run is served after a greater one of the same log, also if the store has lost
   * that: those who look up may have seen it.
   *
   * @param served what the store follows the log with; null if it does not
   */
  private StoreReport whole(
      OnlineWriter writer, @Nullable OnlineProgress before, LogBoundaries.@Nullable Entry served) {
    LogBoundaries.Entry last = boundaries.last();
    long greatest = greatestServed(before);
    if (before != null
        && served != null
        && served.boundary().equals(last.boundary())
        && before.run() == greatest) {
      return whole(writer, before, before.run(), before.current().published());
    }
    boolean isThere = before != null && isOfLog(before.current()) && before.run() == last.run();
    if (greatest < last.run() || (greatest == last.run() && !isThere)) {
      return whole(writer, before, last.run(), null);
    }
    return numbers.with(
        LedgerRun.Kind.RUN, last.boundary(), greatest, run -> whole(writer, before, run, null));
  }

  private StoreReport whole(
      OnlineWriter writer, @Nullable OnlineProgress before, long run, @Nullable Published served) {
    lease.requireHeld();
    if (before != null) {
      drop(writer, before.spare());
    }
    ViewPublishing publishing = publishing(writer);
    ViewPublishing.Done done =
        publishing.replace(
            packing.origin(boundaries),
            run,
            now ->
                served == null
                    ? new Published(
                        run, boundaries.last().boundary(), visibleSince(before, run, now), now)
                    : served,
            state(writer, publishing));
    Instant switched = clock.instant();
    OnlineProgress after = store.findProgress(view.id());
    if (after == null) {
      throw MaterializeErrors.lostAgain(view.id(), store.name());
    }
    List<Generation> replaced = after.spare();
    boolean kept = before != null && !replaced.isEmpty() && mayBeServed(replaced.get(0));
    drop(writer, kept ? replaced.subList(1, replaced.size()) : replaced);
    return StoreReport.of(
        Materializer.Extent.WHOLE_STATE,
        done.rows(),
        done.deletions(),
        List.of(served == null ? done.published().finishedBy(switched) : served));
  }

  private ViewPublishing.Rows state(OnlineWriter writer, ViewPublishing publishing) {
    long snapshot = boundaries.snapshot();
    return tasks == null
        ? publishing.here(
            batches -> rows.latest(snapshot, row -> batches.addRow(packing.change(row))))
        : tasks.rows(writer, rows.latest(snapshot, tasks.isOne()), true);
  }

  private ViewPublishing.Rows changes(
      OnlineWriter writer, ViewPublishing publishing, Published last, long upTo) {
    long snapshot = boundaries.snapshot();
    return tasks == null
        ? publishing.here(
            batches -> rows.changed(snapshot, last, upTo, row -> batches.add(packing.change(row))))
        : tasks.rows(writer, rows.changed(snapshot, last, upTo, tasks.isOne()), false);
  }

  /** Some rows of a run are, since it was begun; the others from the switch on. */
  private Instant visibleSince(@Nullable OnlineProgress before, long run, Instant beforeSwitch) {
    OnlineProgress.Begun begun =
        before == null || !isOfLog(before.current()) ? null : before.begun();
    return begun != null && begun.run() == run ? begun.started() : beforeSwitch;
  }

  private void drop(OnlineWriter writer, List<Generation> spares) {
    for (Generation spare : spares) {
      lease.requireHeld();
      writer.dropGeneration(view.id(), spare.number());
    }
  }

  /**
   * How far a publish may be past a spare without dropping it: to serve values that are older is no
   * way out.
   */
  static Duration kept(FeatureView view) {
    Duration twice = view.every().multipliedBy(2);
    return twice.compareTo(LEAST_KEPT) > 0 ? twice : LEAST_KEPT;
  }

  /** The spares that are of no use after a publish up to a boundary. */
  private List<Generation> outdated(OnlineProgress before, Instant watermark) {
    Instant oldest = watermark.minus(kept(view));
    return before.spare().stream()
        .filter(g -> !isOfLog(g) || !g.published().watermark().isAfter(oldest))
        .toList();
  }

  /** Takes the store back to what it served before its rows were written anew. */
  StoreReport goBack() {
    try (OnlineWriter writer = openWriter()) {
      OnlineProgress progress = store.findProgress(view.id());
      Generation spare = progress == null ? null : findSpare(progress);
      if (progress == null || spare == null) {
        throw MaterializeErrors.nothingToGoBackTo(view.id(), store.name(), kept(view));
      }
      return numbers.with(
          LedgerRun.Kind.ROLLBACK,
          spare.published().watermark(),
          progress.run(),
          run -> {
            Instant now = clock.instant();
            Published back = new Published(run, spare.published().watermark(), now, now);
            lease.requireHeld();
            writer.switchGeneration(view.id(), spare.number(), back);
            Published seen = back.finishedBy(clock.instant());
            return new StoreReport(Materializer.Extent.ROLLBACK, 0, 0, List.of(seen), seen);
          });
    } catch (FencedException e) {
      throw MaterializeErrors.fenced(view.id(), store.name(), e);
    }
  }

  /** What the store has gone back to; null if it may go back. Fails if it cannot. */
  @Nullable Published findRolledBack() {
    OnlineProgress progress = store.findProgress(view.id());
    if (progress == null) {
      throw MaterializeErrors.notPublished(view.id(), store.name());
    }
    LogBoundaries.Entry served = served(progress);
    if (served != null && served.kind() == LedgerRun.Kind.ROLLBACK) {
      return progress.current().published();
    }
    if (findSpare(progress) == null) {
      throw MaterializeErrors.nothingToGoBackTo(view.id(), store.name(), kept(view));
    }
    return null;
  }

  private @Nullable Generation findSpare(OnlineProgress progress) {
    return progress.spare().stream().filter(this::mayBeServed).findFirst().orElse(null);
  }

  /** True if its rows are exactly those of a boundary of this log. */
  private boolean mayBeServed(Generation spare) {
    return spare.isComplete()
        && isOfLog(spare)
        && runs.find(boundaries, store.name(), spare.published()) != null;
  }

  /** Run by run, so that each row is that of the run which changed it, as in the log. */
  private StoreReport onward(OnlineWriter writer, OnlineProgress progress) {
    ViewPublishing publishing = publishing(writer);
    List<Published> done = new ArrayList<>();
    long rowCount = 0;
    long deletions = 0;
    OnlineProgress.Begun begun = progress.begun();
    Published at = progress.current().published();
    LogBoundaries.Entry next = begun == null ? null : boundaries.findRun(begun.run());
    while (next != null || at.watermark().isBefore(boundaries.last().boundary())) {
      LogBoundaries.Entry target = next == null ? boundaries.after(at.watermark()) : next;
      ViewPublishing.Done one =
          publishing.addRun(
              progress.current().number(),
              at.run(),
              target.run(),
              target.boundary(),
              changes(writer, publishing, at, target.run()));
      at = one.published();
      done.add(at.finishedBy(clock.instant()));
      rowCount += one.rows();
      deletions += one.deletions();
      next = null;
    }
    if (!done.isEmpty()) {
      drop(writer, outdated(progress, at.watermark()));
    }
    return StoreReport.of(Materializer.Extent.NEW_ROWS, rowCount, deletions, done);
  }

  /** The lease is asked for before each change of the store. */
  private ViewPublishing publishing(OnlineWriter writer) {
    return new ViewPublishing(writer, view.id(), settings, clock, lease::requireHeld);
  }
}
