package io.featurefactory.online;

import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Packs rows and writes them in batches of bounded size, no faster than is allowed. */
final class RowBatches {
  private final OnlineWriter writer;
  private final Publication publication;
  private final int generation;
  private final PublishSettings settings;
  private final RowWriter packer;
  private final List<RowChange> changes = new ArrayList<>();
  private final long start = System.nanoTime();
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
      writer.write(new RowBatch(publication.view(), generation, publication.run(), changes));
      bytes += batchBytes;
      batchBytes = 0;
      changes.clear();
      pace();
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
