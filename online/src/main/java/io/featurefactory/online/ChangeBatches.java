package io.featurefactory.online;

import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ViewId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes the changes of a run, or the rows of a generation that is built, in batches of limited
 * size, no faster than the settings allow. For one thread, which does not wait for the store while
 * it makes the next batch.
 */
public final class ChangeBatches {
  /** One is made, while one is written and one waits. */
  private static final int MOST_UNDER_WAY = 2;

  private final OnlineWriter writer;
  private final ViewId view;
  private final int generation;
  private final long run;
  private final PublishSettings settings;
  private final Runnable beforeEach;
  private final long start = System.nanoTime();
  private final Queue<CompletableFuture<@Nullable Void>> underWay = new ArrayDeque<>();
  private List<RowChange> changes = new ArrayList<>();
  private long batchBytes;
  private long rows;
  private long deletions;

  /**
   * Batches.
   *
   * @param run of the batches
   * @param beforeEach called before a batch is written; what it throws ends the writing
   */
  public ChangeBatches(
      OnlineWriter writer,
      ViewId view,
      int generation,
      long run,
      PublishSettings settings,
      Runnable beforeEach) {
    this.writer = writer;
    this.view = view;
    this.generation = generation;
    this.run = run;
    this.settings = settings;
    this.beforeEach = beforeEach;
  }

  /** Adds a change; no key comes twice. */
  public void add(RowChange change) {
    changes.add(change);
    batchBytes += change.key().length + change.row().length;
    if (change.deletes()) {
      deletions++;
    } else {
      rows++;
    }
    if (changes.size() >= settings.batchRows() || batchBytes >= settings.batchBytes()) {
      flush();
    }
  }

  /** Adds a row of a generation that is built; a key without values has none there. */
  public void addRow(RowChange change) {
    if (!change.deletes()) {
      add(change);
    }
  }

  /** Writes what is left, and waits until all is written. */
  public void end() {
    flush();
    await(0);
  }

  private void flush() {
    if (!changes.isEmpty()) {
      beforeEach.run();
      underWay.add(writer.writeAsync(new RowBatch(view, generation, run, changes)));
      await(MOST_UNDER_WAY);
      batchBytes = 0;
      changes = new ArrayList<>();
      pace();
    }
  }

  /** Waits until no more than so many batches are under way. */
  private void await(int most) {
    while (underWay.size() > most) {
      try {
        underWay.remove().join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }

  /** Waits until so many rows are allowed. */
  private void pace() {
    if (settings.rowsPerSecond() == 0) {
      return;
    }
    double seconds = (double) (rows + deletions) / settings.rowsPerSecond();
    long due = start + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    long left = due - System.nanoTime();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }

  /** How many rows were added. */
  public long rows() {
    return rows;
  }

  /** How many deletions were added. */
  public long deletions() {
    return deletions;
  }
}
