package io.featurefactory.lake;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a Parquet file that are stored together.
 *
 * @param from offset of its first byte
 * @param to offset behind its last one
 * @param least value of a column in it; null if it is not known
 * @param greatest likewise
 */
record RowGroup(long from, long to, @Nullable Long least, @Nullable Long greatest) {
  /**
   * The row groups of a file, in its order.
   *
   * @param file that has at least the footer at its end
   * @param column of type BIGINT whose values are told
   */
  static List<RowGroup> of(KernelSession session, Path file, String column) {
    return session.query(
        """
        SELECT min("begin"), max("begin" + total_compressed_size), max(least), max(greatest)
        FROM (
          SELECT row_group_id, total_compressed_size,
            if(path_in_schema = %1$s, stats_min_value, NULL)::BIGINT AS least,
            if(path_in_schema = %1$s, stats_max_value, NULL)::BIGINT AS greatest,
            if(dictionary_page_offset > 0, least(dictionary_page_offset, data_page_offset),
              data_page_offset) AS "begin"
          FROM parquet_metadata(%2$s))
        GROUP BY row_group_id
        ORDER BY row_group_id"""
            .formatted(SqlText.text(column), SqlText.text(file.toString())),
        row ->
            new RowGroup(
                row.longValue(0), row.longValue(1), known(row.value(2)), known(row.value(3))));
  }

  private static @Nullable Long known(@Nullable Object bound) {
    return bound instanceof Long number ? number : null;
  }

  /** True unless none of its rows is in the range. */
  boolean meets(RowRange range) {
    return least == null || greatest == null || range.meets(least, greatest);
  }
}
