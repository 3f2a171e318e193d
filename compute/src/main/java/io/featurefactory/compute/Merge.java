package io.featurefactory.compute;

/** How the partial values of several tiles become one. */
enum Merge {
  SUM,
  MIN,
  MAX,
  /** Sorted lists, of which the newest entries are kept. */
  NEWEST;

  /**
   * The SQL aggregate over rows of the tile table.
   *
   * @param column of the tile table
   * @param condition on the rows that count
   * @param limit entries to keep, for {@link #NEWEST}
   */
  String sql(String column, String condition, int limit) {
    String id = Sql.id(column);
    return switch (this) {
      case SUM -> "sum(" + id + ") FILTER (WHERE " + condition + ")";
      case MIN -> "min(" + id + ") FILTER (WHERE " + condition + ")";
      case MAX -> "max(" + id + ") FILTER (WHERE " + condition + ")";
      case NEWEST ->
          "list_slice(list_reverse_sort(flatten(list(%s) FILTER (WHERE %s IS NOT NULL AND (%s)))), 1, %d)"
              .formatted(id, id, condition, limit);
    };
  }
}
