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
        WHERE %s
          AND (store = %s OR (store = '' AND kind = 'BACKFILL'
            AND NOT EXISTS (FROM %s r WHERE %s
              AND r.store = %s AND r.kind = 'ROLLBACK' AND r.finished < s.finished)))"""
            .formatted(
                relation + " s",
                of("s", view),
                SqlText.text(store),
                relation,
                of("r", view),
                SqlText.text(store)),
        row ->
            served.add(
                new Served(
                    instant(row, 0),
                    row.longValue(1),
                    LedgerRun.Kind.valueOf(String.valueOf(row.string(2))),
                    instant(row, 3))));
    return served;
  }

  private static String of(String rows, ViewId view) {
    return "%1$s.view = %2$s AND %1$s.version = %3$d"
        .formatted(rows, SqlText.text(view.name()), view.version());
  }

  private static Instant instant(ResultRow row, int column) {
    return (Instant) Objects.requireNonNull(row.value(column));
  }
}
