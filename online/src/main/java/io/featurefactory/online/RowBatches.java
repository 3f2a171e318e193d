package io.featurefactory.online;

import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Packs rows and writes them in batches of bounded size, no faster than is allowed. */
final class RowBatches {
  /** One is made, while one is written and one waits. */
  private static final int MOST_UNDER_WAY = 2;

  private final OnlineWriter writer;
  private final Publication publication;
  private final int generation;
  private final PublishSettings settings;
  private final RowWriter packer;
  private final List<RowChange> changes = new ArrayList<>();
  private final long start = System.nanoTime();
  private final Queue<CompletableFuture<@Nullable Void>> underWay = new ArrayDeque<>();
  private long batchBytes;
  private long rows;
  private long deletions;
  private long bytes;

  RowBatches(
      OnlineWriter writer, Publication publication, int generation, PublishSettings settings) {
    this.writer = writer;
    this.publication = publication;
    this.generation = generation;
    this.settings = settings;
    this.packer = new RowWriter(publication.schema());
  }

  /** Writes the rows of a run; those that became empty are deleted. */
  void publish(Iterator<ChangedRow> changed) {
    while (changed.hasNext()) {
      ChangedRow row = changed.next();
      byte[] packed = row.pack(publication.schema(), packer);
      if (packed == null) {
        deletions++;
        add(RowChange.delete(row.key(), publication.run()));
      } else {
        rows++;
        add(RowChange.put(row.key(), publication.run(), packed));
      }
    }
    flush();
    await(0);
  }

  /**
   * Writes the rows of a state, each with the run that changed it; those that are empty are not.
   */
  void build(Iterator<ChangedRow> state) {
    while (state.hasNext()) {
      ChangedRow row = state.next();
      byte[] packed = row.pack(publication.schema(), packer);
      if (packed != null) {
        rows++;
        add(RowChange.put(row.key(), row.run(), packed));
      }
    }
    flush();
    await(0);
  }

  PublishReport report(Published published) {
    return new PublishReport(PublishReport.Outcome.PUBLISHED, published, rows, deletions, bytes);
  }

  private void add(RowChange change) {
    changes.add(change);
    batchBytes += change.key().length + change.row().length;
    if (changes.size() >= settings.batchRows() || batchBytes >= settings.batchBytes()) {
      flush();
    }
  }

  private void flush() {
    if (!changes.isEmpty()) {
      underWay.add(
          writer.writeAsync(
              new RowBatch(publication.view(), generation, publication.run(), changes)));
      await(MOST_UNDER_WAY);
      bytes += batchBytes;
      batchBytes = 0;
      changes.clear();
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
}
