package io.featurefactory.compute;

import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.model.FeatureView;
import java.time.Instant;
import java.util.List;

/** The SQL of the rows that an earlier backfill adds at the first boundary that existed before. */
final class SeamSql {
  private final FeatureView view;
  private final String emptyRow;

  /**
   * For a view.
   *
   * @param emptyRow a SELECT of the values of a key without events
   */
  SeamSql(FeatureView view, String emptyRow) {
    this.view = view;
    this.emptyRow = emptyRow;
  }

  /**
   * The task that writes these rows.
   *
   * @param before files of the rows of the backfill
   * @param head of the log before the backfill
   */
  Task task(LakeTable log, List<LakeFile> before, LogHead head) {
    String select =
        rows(
            log.relation(before),
            log.relation(log.files(log.currentSnapshot())),
            head.first(),
            head.firstRun());
    return new Task(
        view.id() + " seam at " + head.first(),
        List.of(),
        List.of(LogTask.output(select, log.target())),
        null);
  }

  /**
   * A SELECT of an empty row for each key that the backfill left with other values, and that has no
   * row at the boundary.
   *
   * @param backfilled relation of the rows of the backfill
   * @param log relation of the rows that were there before
   * @param run number of the run of the boundary
   */
  private String rows(String backfilled, String log, Instant boundary, long run) {
    String keys = "key_hash, " + Sql.list(view.keys(), k -> Sql.id(k.name()));
    String features = Sql.list(view.features(), f -> "e." + Sql.id(f.name()));
    String differs =
        String.join(
            " OR ",
            view.features().stream()
                .map(f -> Sql.id(f.name()))
                .map(f -> "l." + f + " IS DISTINCT FROM e." + f)
                .toList());
    return """
        WITH left_by_backfill AS (
          SELECT * FROM %1$s
          QUALIFY row_number() OVER (PARTITION BY %2$s ORDER BY feature_time DESC) = 1
        ),
        empty_row AS (
          %3$s
        ),
        there AS (
          SELECT * FROM %4$s WHERE feature_time = %5$s
        )
        SELECT %2$s, %5$s AS feature_time, %6$d::BIGINT AS run, %7$s
        FROM (SELECT * FROM left_by_backfill ANTI JOIN there USING (%2$s)) l
        CROSS JOIN empty_row e
        WHERE %8$s"""
        .formatted(
            backfilled, keys, emptyRow, log, Sql.timestamp(boundary), run, features, differs);
  }
}
