-- A training set by one window over the rows of spine and log together: the last values before each row.
WITH
  both AS (
    SELECT
      ad_id, query_category, event_time AS at, 1 AS of_spine, struct(*) AS row_of, NULL AS values
    FROM spine
    UNION ALL
    SELECT
      ad_id,
      query_category,
      feature_time + INTERVAL 30 MINUTES,
      0,
      NULL,
      struct(impressions_1d, clicks_7d, impressions_7d, ctr_7d)
    FROM log
  ),
  found AS (
    SELECT
      of_spine,
      row_of,
      last_value(values) IGNORE NULLS OVER (
        PARTITION BY ad_id, query_category ORDER BY at, of_spine
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS values
    FROM both
  )
SELECT
  row_of.*,
  coalesce(values.impressions_1d, 0) AS impressions_1d,
  coalesce(values.clicks_7d, 0) AS clicks_7d,
  coalesce(values.impressions_7d, 0) AS impressions_7d,
  values.ctr_7d
FROM found
WHERE of_spine = 1
