-- The 7-day CTR of every ad and category at one midnight as search teams mostly write it: sums of a day, which
-- other queries use too, and then the ratio.
WITH days AS (
  SELECT
    ad_id,
    query_category,
    CAST(event_timestamp AS DATE) AS day,
    count_if(event_type = 'click') AS clicks,
    count_if(event_type = 'impression') AS impressions
  FROM clickstream
  WHERE event_timestamp >= TIMESTAMP_NTZ '${from}'
    AND event_timestamp < TIMESTAMP_NTZ '${to}'
    AND ad_id IS NOT NULL
    AND query_category IS NOT NULL
  GROUP BY ad_id, query_category, CAST(event_timestamp AS DATE)
)
SELECT ad_id, query_category, sum(clicks) / nullif(sum(impressions), 0) AS ctr_7d
FROM days
GROUP BY ad_id, query_category
