-- The plain query: the 7-day CTR of every ad and category at one midnight.
SELECT
  ad_id,
  query_category,
  count_if(event_type = 'click') / nullif(count_if(event_type = 'impression'), 0) AS ctr_7d
FROM clickstream
WHERE event_timestamp >= TIMESTAMP_NTZ '${from}'
  AND event_timestamp < TIMESTAMP_NTZ '${to}'
  AND ad_id IS NOT NULL
  AND query_category IS NOT NULL
GROUP BY ad_id, query_category
