-- The 7-day CTR of every ad and category at every midnight, from one reading of the events: tiles of a day,
-- then a window over their coming and going. One row where it changed.
WITH
  tiles AS (
    SELECT
      ad_id,
      query_category,
      CAST(event_timestamp AS DATE) AS day,
      count_if(event_type = 'click') AS clicks,
      count_if(event_type = 'impression') AS impressions
    FROM clickstream
    WHERE ad_id IS NOT NULL AND query_category IS NOT NULL
    GROUP BY ALL
  ),
  moves AS (
    SELECT ad_id, query_category, day + 1 AS boundary, clicks, impressions FROM tiles
    UNION ALL
    SELECT ad_id, query_category, day + 8, -clicks, -impressions FROM tiles
  ),
  steps AS (
    SELECT
      ad_id, query_category, boundary, sum(clicks) AS clicks, sum(impressions) AS impressions
    FROM moves
    WHERE boundary <= DATE '${last}'
    GROUP BY ALL
  ),
  ratios AS (
    SELECT
      ad_id,
      query_category,
      boundary,
      sum(clicks) OVER key / nullif(sum(impressions) OVER key, 0) AS ctr_7d
    FROM steps
    WINDOW key AS (PARTITION BY ad_id, query_category ORDER BY boundary)
  ),
  changes AS (
    SELECT
      *,
      lag(ctr_7d) OVER (PARTITION BY ad_id, query_category ORDER BY boundary) AS before
    FROM ratios
  )
SELECT ad_id, query_category, CAST(boundary AS TIMESTAMP_NTZ) AS boundary, ctr_7d
FROM changes
WHERE ctr_7d IS DISTINCT FROM before
