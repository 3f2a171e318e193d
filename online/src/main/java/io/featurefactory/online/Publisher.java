package io.featurefactory.online;

import io.featurefactory.model.FencedException;
import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RepairableStore;
import io.featurefactory.model.ViewId;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the rows of runs into an online store. Every method may be cut off anywhere and called
 * again: the store ends up the same. Memory is bounded by a batch. For one thread.
 */
public final class Publisher {
  private final OnlineStore store;
  private final PublishSettings settings;
  private final Clock clock;

  public Publisher(OnlineStore store, PublishSettings settings, Clock clock) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The last run that the store has of the view, if runs can be added to it.
   *
   * @param publication its run and watermark do not matter
   * @return null if the view must be {@linkplain #rebuild rebuilt}: it is not there, or made from
   *     another log, or its rows have another schema
   */
  public @Nullable Published findPublished(Publication publication) {
    OnlineProgress progress = store.findProgress(publication.view());
    return progress != null && progress.current().origin().equals(publication.origin())
        ? progress.current().published()
        : null;
  }

  /**
   * Writes the rows of one run, then moves the store's progress to it. If the store has the run, or
   * a newer one, nothing is written and no row is asked for.
   *
   * @param after the run of the log before this one, which the store must have
   * @param rows all rows of the run, each key once; consumed as far as needed
   */
  public PublishReport publish(Publication publication, long after, Iterator<ChangedRow> rows) {
    ViewId view = publication.view();
    Published last = findPublished(publication);
    if (last == null) {
      throw OnlineErrors.rebuildNeeded(view, store.name(), store.findProgress(view));
    }
    if (last.run() >= publication.run()) {
      return PublishReport.alreadyThere(last);
    }
    if (last.run() != after) {
      throw OnlineErrors.runsMissing(view, store.name(), last.run(), after, publication.run());
    }
    return fenced(publication, () -> write(publication, after, rows));
  }

  private PublishReport write(Publication publication, long after, Iterator<ChangedRow> rows) {
    ViewId view = publication.view();
    try (OnlineWriter writer = store.openWriter()) {
      int generation = generation(view);
      Instant started =
          writer.beginRun(view, generation, after, publication.run(), clock.instant());
      RowBatches batches = new RowBatches(writer, publication, generation, settings);
      batches.publish(rows);
      Published done =
          writer.finishRun(
              view,
              generation,
              new Published(publication.run(), publication.watermark(), started, clock.instant()));
      dropSpares(writer, view);
      return batches.report(done);
    }
  }

  private int generation(ViewId view) {
    OnlineProgress progress = store.findProgress(view);
    if (progress == null) {
      throw OnlineErrors.rebuildNeeded(view, store.name(), null);
    }
    return progress.current().number();
  }

  /**
   * Writes the whole state of a view beside what is served, then switches to it at once. Refuses to
   * go back to an older run of the same log. A view whose state has not changed has the same rows
   * and the same progress afterwards, in another generation.
   *
   * @param publication the last run that the state contains
   * @param state one row for each key; empty ones are left out
   */
  public PublishReport rebuild(Publication publication, Iterator<ChangedRow> state) {
    Published last = findPublished(publication);
    if (last != null && last.run() > publication.run()) {
      throw OnlineErrors.goingBack(publication.view(), store.name(), last.run(), publication.run());
    }
    return fenced(publication, () -> replace(publication, last, state));
  }

  private PublishReport replace(
      Publication publication, @Nullable Published last, Iterator<ChangedRow> state) {
    ViewId view = publication.view();
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(view, publication.origin());
      RowBatches batches = new RowBatches(writer, publication, generation, settings);
      batches.build(state);
      Published served = last != null && last.run() == publication.run() ? last : null;
      Published next = served == null ? published(publication, last, clock.instant()) : served;
      writer.switchGeneration(view, generation, next);
      Published seen = served == null ? finishedAt(next, clock.instant()) : served;
      dropSpares(writer, view);
      return batches.report(seen);
    }
  }

  /** Some rows of the run may have been visible since its publishing was begun. */
  private Published published(Publication publication, @Nullable Published last, Instant now) {
    OnlineProgress progress = last == null ? null : store.findProgress(publication.view());
    OnlineProgress.Begun begun = progress == null ? null : progress.begun();
    Instant started = begun != null && begun.run() == publication.run() ? begun.started() : now;
    return new Published(publication.run(), publication.watermark(), started, now);
  }

  private static Published finishedAt(Published published, Instant finished) {
    return new Published(published.run(), published.watermark(), published.started(), finished);
  }

  /**
   * Sets the store's content aside if it is damaged, so that every view can be rebuilt.
   *
   * @return where it is and what was wrong, for the user; null if it is sound
   */
  public @Nullable String repair() {
    return store instanceof RepairableStore repairable ? repairable.setAsideIfDamaged() : null;
  }

  private void dropSpares(OnlineWriter writer, ViewId view) {
    OnlineProgress progress = store.findProgress(view);
    List<Generation> spares = progress == null ? List.of() : progress.spare();
    spares.forEach(spare -> writer.dropGeneration(view, spare.number()));
  }

  private PublishReport fenced(Publication publication, Supplier<PublishReport> work) {
    try {
      return work.get();
    } catch (FencedException e) {
      throw OnlineErrors.fenced(publication.view(), store.name(), publication.run(), e);
    }
  }
}
