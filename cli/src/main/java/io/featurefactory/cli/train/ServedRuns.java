package io.featurefactory.cli.train;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.ViewId;
import io.featurefactory.training.Availability.Served;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads from the table of runs when the boundaries of views were served. */
public final class ServedRuns {
  private final KernelSession session;
  private final String relation;

  /** As of a snapshot of the table. */
  public ServedRuns(KernelSession session, LakeTable runs, long snapshot) {
    this.session = session;
    this.relation = runs.relation(runs.files(snapshot));
  }

  /**
   * The runs of a view in a store.
   *
   * @param store empty for the log itself
   */
  public List<Served> of(ViewId view, String store) {
    List<Served> served = new ArrayList<>();
    session.forEach(
        """
        SELECT boundary, run, kind, finished FROM %s
        WHERE view = %s AND version = %d
          AND (store = %s OR (store = '' AND kind = 'BACKFILL'))"""
            .formatted(relation, SqlText.text(view.name()), view.version(), SqlText.text(store)),
        row ->
            served.add(
                new Served(
                    instant(row, 0),
                    row.longValue(1),
                    LedgerRun.Kind.valueOf(String.valueOf(row.string(2))),
                    instant(row, 3))));
    return served;
  }

  private static Instant instant(ResultRow row, int column) {
    return (Instant) Objects.requireNonNull(row.value(column));
  }
}
