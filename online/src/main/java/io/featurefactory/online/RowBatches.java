package io.featurefactory.online;

import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowChange;
import java.util.Iterator;

/** Packs rows and writes them in batches. */
final class RowBatches {
  private final Publication publication;
  private final RowWriter packer;
  private final ChangeBatches batches;

  RowBatches(
      OnlineWriter writer, Publication publication, int generation, PublishSettings settings) {
    this.publication = publication;
    this.packer = new RowWriter(publication.schema());
    this.batches =
        new ChangeBatches(
            writer, publication.view(), generation, publication.run(), settings, () -> {});
  }

  /** Writes the rows of a run; those that became empty are deleted. */
  void publish(Iterator<ChangedRow> changed) {
    while (changed.hasNext()) {
      ChangedRow row = changed.next();
      byte[] packed = row.pack(publication.schema(), packer);
      batches.add(
          packed == null
              ? RowChange.delete(row.key(), publication.run())
              : RowChange.put(row.key(), publication.run(), packed));
    }
    batches.end();
  }

  /**
   * Writes the rows of a state, each with the run that changed it; those that are empty are not.
   */
  void build(Iterator<ChangedRow> state) {
    while (state.hasNext()) {
      ChangedRow row = state.next();
      byte[] packed = row.pack(publication.schema(), packer);
      if (packed != null) {
        batches.add(RowChange.put(row.key(), row.run(), packed));
      }
    }
    batches.end();
  }

  PublishReport report(Published published) {
    return new PublishReport(
        PublishReport.Outcome.PUBLISHED,
        published,
        batches.rows(),
        batches.deletions(),
        batches.bytes());
  }
}
