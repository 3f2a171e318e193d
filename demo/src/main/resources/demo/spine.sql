-- What a ranking model learns from: each ad on each result page, and whether it was clicked.
-- Rows with the same page_id were shown together. The first week only fills the windows of 7 days.
--
--   ff train    search_ranking --spine spine.sql --label clicked --out train.parquet
--   ff evaluate search_ranking --spine spine.sql --label clicked --group page_id --out worth.html
WITH shown AS (
  -- an event that was sent twice counts once
  SELECT DISTINCT event_timestamp, page_id, ad_id, query_category, user_id
  FROM lake.clickstream
  WHERE event_type = 'impression'
),
clicked AS (
  SELECT DISTINCT page_id, ad_id
  FROM lake.clickstream
  WHERE event_type = 'click' AND page_id IS NOT NULL
)
SELECT
  shown.event_timestamp AS event_time,
  shown.page_id,
  shown.ad_id,
  shown.query_category,
  shown.user_id,
  clicked.ad_id IS NOT NULL AS clicked
FROM shown
LEFT JOIN clicked USING (page_id, ad_id)
WHERE shown.event_timestamp >= (SELECT min(event_timestamp) FROM shown) + INTERVAL 7 DAYS
ORDER BY event_time, page_id, ad_id
