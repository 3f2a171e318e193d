package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.FeatureRows;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import io.featurefactory.online.RowComparison;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves that an online store has exactly the rows of the log: each row of the log, as of the
 * store's watermark, is looked up and compared bit by bit, and the store has no other rows.
 */
public final class Verification {
  private static final int BATCH = 1_000;
  private static final int EXAMPLES = 5;

  private final Project project;
  private final AppliedView applied;
  private final FeatureView view;

  public Verification(Project project, AppliedView applied) {
    this.project = project;
    this.applied = applied;
    this.view = applied.view();
  }

  /**
   * What was found.
   *
   * @param run that the store has
   * @param compared rows of the log
   * @param different rows that the store has not, or has otherwise
   * @param surplus rows of the store that the log has not
   * @param examples for people, a few
   */
  public record Finding(
      String store, long run, long compared, long different, long surplus, List<String> examples) {
    public Finding {
      examples = List.copyOf(examples);
    }

    /** True if store and log are the same. */
    public boolean holds() {
      return different == 0 && surplus == 0;
    }
  }

  /** Compares a store with the log. */
  public Finding verify(String storeName) {
    OnlineStore store = project.store(storeName);
    LakeTable log = project.warehouse().findTable(FeatureTables.log(applied.tables()));
    OnlineProgress progress = store.findProgress(view.id());
    if (progress == null || log == null) {
      throw MaterializeErrors.notPublished(view.id(), storeName);
    }
    RowPacking packing = new RowPacking(RowForm.of(applied.schema()));
    LogBoundaries boundaries = LogBoundaries.of(log, view.every());
    String origin = packing.origin(boundaries);
    if (!progress.current().origin().equals(origin)) {
      throw MaterializeErrors.otherRows(view.id(), storeName);
    }
    Comparison comparison = new Comparison(store, progress, packing.comparison());
    FeatureRows rows = Engines.of(project, applied, TaskWatch.NONE, 0).rows();
    new LogRows(project.kernel(), view, rows)
        .latestAt(
            boundaries.snapshot(),
            progress.current().published().watermark(),
            row -> comparison.add(packing.change(row)));
    comparison.lookUp();
    comparison.countSurplus();
    return new Finding(
        storeName,
        progress.run(),
        comparison.compared,
        comparison.different,
        comparison.surplus,
        comparison.examples);
  }

  private final class Comparison {
    private final OnlineStore store;
    private final OnlineProgress progress;
    private final RowComparison rows;
    private final List<String> examples = new ArrayList<>();
    private List<RowChange> expected = new ArrayList<>();
    private long[] present = new long[1_024];
    private int presentCount;
    private long compared;
    private long different;
    private long surplus;

    Comparison(OnlineStore store, OnlineProgress progress, RowComparison rows) {
      this.store = store;
      this.progress = progress;
      this.rows = rows;
    }

    void add(RowChange row) {
      expected.add(row);
      if (expected.size() == BATCH) {
        lookUp();
      }
    }

    void lookUp() {
      List<byte[]> keys = expected.stream().map(RowChange::key).toList();
      RowAnswer answer = store.read(List.of(new RowRequest(view.id(), keys))).get(0);
      OnlineProgress now = answer.progress();
      if (now == null || now.run() != progress.run()) {
        throw MaterializeErrors.movedOn(view.id(), store.name());
      }
      for (int i = 0; i < expected.size(); i++) {
        compare(expected.get(i), answer.rows().get(i));
      }
      expected = new ArrayList<>();
    }

    private void compare(RowChange row, @Nullable StoredRow stored) {
      compared++;
      boolean newer = stored != null && stored.run() > progress.run();
      boolean none = stored == null || stored.deleted();
      if (!row.deletes()) {
        remember(KeyEncoding.hash(row.key()));
      }
      if (newer) {
        return;
      }
      boolean same =
          row.deletes()
              ? none
              : stored != null && rows.same(stored, StoredRow.of(row.run(), row.row(), 0));
      if (!same) {
        different++;
        example(row.key(), none ? "is missing in the store" : "has another value in the store");
      }
    }

    private void remember(long hash) {
      if (presentCount == present.length) {
        present = Arrays.copyOf(present, present.length * 2);
      }
      present[presentCount++] = hash;
    }

    void countSurplus() {
      Arrays.sort(present, 0, presentCount);
      try (RowScan scan = store.scan(view.id())) {
        while (scan.next()) {
          byte[] key = scan.key();
          boolean known = Arrays.binarySearch(present, 0, presentCount, KeyEncoding.hash(key)) >= 0;
          if (!known && scan.row().run() <= progress.run()) {
            surplus++;
            example(key, "is in the store and not in the log");
          }
        }
      }
    }

    private void example(byte[] key, String what) {
      if (examples.size() < EXAMPLES) {
        examples.add("key " + new String(key, StandardCharsets.UTF_8) + " " + what);
      }
    }
  }
}
