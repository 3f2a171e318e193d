-- The training set of the view ad_in_category: a value counts from half an hour after its boundary on.
COPY (
  SELECT
    s.* EXCLUDE (file_row_number),
    coalesce(l.impressions_1d, 0) AS impressions_1d,
    coalesce(l.clicks_7d, 0) AS clicks_7d,
    coalesce(l.impressions_7d, 0) AS impressions_7d,
    l.ctr_7d
  FROM read_parquet('${spine}', file_row_number = true) s
  ASOF LEFT JOIN read_parquet('${log}/**/*.parquet') l
    ON s.ad_id = l.ad_id
    AND s.query_category = l.query_category
    AND s.event_time >= l.feature_time + INTERVAL 30 MINUTE
  ORDER BY s.file_row_number
) TO '${out}' (FORMAT parquet)
