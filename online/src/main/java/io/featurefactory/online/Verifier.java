package io.featurefactory.online;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * Compares a store with the state that it should have, row by row and bit by bit. Neither side
 * needs an order: both are spilled to files by the hash of their keys and compared part by part, so
 * that memory does not grow with the number of rows. It needs as much disk as the rows have bytes.
 * For any number of threads.
 */
public final class Verifier {
  private final Path scratch;
  private final long partBytes;
  private final int examples;

  /**
   * A verifier.
   *
   * @param scratch folder for temporary files
   * @param partBytes of rows that are compared at once, about
   * @param examples of differences that are kept
   */
  public Verifier(Path scratch, long partBytes, int examples) {
    this.scratch = scratch;
    this.partBytes = partBytes;
    this.examples = examples;
  }

  /** With 16 MiB at once and 20 examples. */
  public Verifier(Path scratch) {
    this(scratch, 16 << 20, 20);
  }

  /**
   * Compares.
   *
   * @param state of the run that the store has, one row for each key; empty ones count as none
   */
  public VerifyReport verify(
      OnlineStore store, ViewId view, RowSchema schema, Iterator<ChangedRow> state) {
    Differences differences = new Differences(schema, examples);
    try (RowScan scan = store.scan(view);
        RowSpill stored = RowSpill.create(scratch);
        RowSpill expected = RowSpill.create(scratch)) {
      OnlineProgress progress = scan.progress();
      while (scan.next()) {
        stored.add(scan.key(), scan.row());
      }
      spill(state, schema, expected);
      new SpillComparison(partBytes, differences).compare(expected, stored);
      return differences.report(progress, expected.rows(), stored.rows());
    } catch (IOException e) {
      throw OnlineErrors.spill(scratch, e);
    }
  }

  private static void spill(Iterator<ChangedRow> state, RowSchema schema, RowSpill expected)
      throws IOException {
    RowWriter writer = new RowWriter(schema);
    while (state.hasNext()) {
      ChangedRow row = state.next();
      byte[] packed = row.pack(schema, writer);
      if (packed != null) {
        expected.add(row.key(), StoredRow.of(row.run(), packed, 0));
      }
    }
  }
}
