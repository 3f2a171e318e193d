-- A training set by a join with all earlier values of the key, of which the newest is kept.
WITH
  numbered AS (
    SELECT *, monotonically_increasing_id() AS number FROM spine
  ),
  joined AS (
    SELECT
      s.*,
      l.impressions_1d,
      l.clicks_7d,
      l.impressions_7d,
      l.ctr_7d,
      row_number() OVER (PARTITION BY s.number ORDER BY l.feature_time DESC) AS age
    FROM numbered s
    LEFT JOIN log l
      ON s.ad_id = l.ad_id
      AND s.query_category = l.query_category
      AND s.event_time >= l.feature_time + INTERVAL 30 MINUTES
  )
SELECT
  * EXCEPT (number, age, impressions_1d, clicks_7d, impressions_7d, ctr_7d),
  coalesce(impressions_1d, 0) AS impressions_1d,
  coalesce(clicks_7d, 0) AS clicks_7d,
  coalesce(impressions_7d, 0) AS impressions_7d,
  ctr_7d
FROM joined
WHERE age = 1
