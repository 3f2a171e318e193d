-- What was shown when, and whether it was clicked, in the order of time: what spines are taken from.
COPY (
  SELECT
    i.event_timestamp AS event_time,
    i.user_id,
    i.query,
    i.query_category,
    i.ad_id,
    i.seller_id,
    i.position,
    i.page_id IS NOT NULL AND (i.page_id, i.ad_id) IN (
      SELECT (page_id, ad_id)
      FROM read_parquet('${lake}/**/*.parquet')
      WHERE event_type = 'click' AND page_id IS NOT NULL AND ad_id IS NOT NULL
    ) AS clicked
  FROM read_parquet('${lake}/**/*.parquet') i
  WHERE i.event_type = 'impression'
  ORDER BY i.event_timestamp, i.event_id
) TO '${out}' (FORMAT parquet)
