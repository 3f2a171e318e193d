package io.featurefactory.compute;

import java.time.Instant;

/** The SQL of the rows that an earlier backfill adds at the first boundary that existed before. */
final class SeamSql {
  private final ViewPlan plan;

  SeamSql(ViewPlan plan) {
    this.plan = plan;
  }

  /**
   * A SELECT of an empty row for each key that the backfill left with other values, and that has no
   * row at the boundary.
   *
   * @param backfilled relation of the rows of the backfill
   * @param log relation of the rows that were there before
   * @param run number of the run of the boundary
   */
  String rows(String backfilled, String log, Instant boundary, long run) {
    String keys = plan.keyColumns();
    String features = Sql.list(plan.view().features(), f -> "e." + Sql.id(f.name()));
    String differs =
        String.join(
            " OR ",
            plan.view().features().stream()
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
            backfilled,
            keys,
            new PointSql(plan).emptyRow(boundary),
            log,
            Sql.timestamp(boundary),
            run,
            features,
            differs);
  }
}
