-- The same rows, three in ten of them with one key: the most frequent one.
COPY (
  WITH
    hot AS (
      SELECT ad_id, query_category
      FROM read_parquet('${spine}')
      GROUP BY ALL
      ORDER BY count(*) DESC, ad_id, query_category
      LIMIT 1
    )
  SELECT s.* EXCLUDE (file_row_number) REPLACE (
    if(file_row_number % 10 < 3, hot.ad_id, s.ad_id) AS ad_id,
    if(file_row_number % 10 < 3, hot.query_category, s.query_category) AS query_category)
  FROM read_parquet('${spine}', file_row_number = true) s CROSS JOIN hot
  ORDER BY file_row_number
) TO '${out}' (FORMAT parquet)
