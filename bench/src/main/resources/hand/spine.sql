-- A spine of so many rows: impressions at even distances, each several times where there are too few.
COPY (
  WITH
    impressions AS (
      SELECT *
      FROM read_parquet('${impressions}', file_row_number = true)
    ),
    counted AS (
      SELECT sum(num_rows)::BIGINT AS total FROM parquet_file_metadata('${impressions}')
    ),
    -- n * rows / total grows by the copies of row n, and in the end to the rows
    copied AS (
      SELECT
        i.*,
        (i.file_row_number + 1) * ${rows} // c.total - i.file_row_number * ${rows} // c.total AS copies
      FROM impressions i CROSS JOIN counted c
    )
  SELECT * EXCLUDE (file_row_number, copies, copy)
  FROM (SELECT *, unnest(range(copies)) AS copy FROM copied WHERE copies > 0)
  ORDER BY file_row_number, copy
) TO '${out}' (FORMAT parquet)
