-- The 7-day CTR of every ad and category at every midnight: one row where it changed.
COPY (
  WITH
    -- Clicks and impressions of each day; no event is read twice.
    tiles AS (
      SELECT
        ad_id,
        query_category,
        time_bucket(INTERVAL 1 DAY, event_timestamp) AS day,
        count(*) FILTER (WHERE event_type = 'click') AS clicks,
        count(*) FILTER (WHERE event_type = 'impression') AS impressions
      FROM read_parquet('${lake}/**/*.parquet')
      WHERE ad_id IS NOT NULL AND query_category IS NOT NULL
      GROUP BY ALL
    ),
    -- A day enters the window at the next midnight and leaves it seven days later.
    moves AS (
      SELECT ad_id, query_category, day + INTERVAL 1 DAY AS boundary, clicks, impressions
      FROM tiles
      UNION ALL
      SELECT ad_id, query_category, day + INTERVAL 8 DAY, -clicks, -impressions
      FROM tiles
    ),
    steps AS (
      SELECT
        ad_id, query_category, boundary, sum(clicks) AS clicks, sum(impressions) AS impressions
      FROM moves
      WHERE boundary <= TIMESTAMP '${last_boundary}'
      GROUP BY ALL
    ),
    running AS (
      SELECT
        ad_id,
        query_category,
        boundary,
        sum(clicks) OVER key AS clicks,
        sum(impressions) OVER key AS impressions
      FROM steps
      WINDOW key AS (PARTITION BY ad_id, query_category ORDER BY boundary)
    ),
    ratios AS (
      SELECT ad_id, query_category, boundary, clicks / nullif(impressions, 0) AS ctr_7d
      FROM running
    )
  SELECT ad_id, query_category, boundary, ctr_7d
  FROM ratios
  QUALIFY ctr_7d IS DISTINCT FROM
    lag(ctr_7d) OVER (PARTITION BY ad_id, query_category ORDER BY boundary)
) TO '${out}' (FORMAT parquet, COMPRESSION zstd)
