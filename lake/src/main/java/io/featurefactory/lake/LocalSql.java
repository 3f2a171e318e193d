package io.featurefactory.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** SQL in which {@code read_parquet} reads local copies instead of remote files. */
final class LocalSql {
  private static final String READ = "read_parquet([";

  private LocalSql() {}

  /**
   * The SQL with other locations, where it reads remote files.
   *
   * @param copies gives the local paths of locations, in their order
   */
  static String of(String sql, Function<List<String>, List<String>> copies) {
    int from = sql.indexOf(READ);
    if (from < 0) {
      return sql;
    }
    StringBuilder local = new StringBuilder();
    int done = 0;
    while (from >= 0) {
      int start = from + READ.length();
      List<String> texts = new ArrayList<>();
      int end = texts(sql, start, texts);
      if (!texts.isEmpty() && RemoteFiles.isRemote(texts.get(0))) {
        String list = SqlText.list(copies.apply(texts));
        local.append(sql, done, start - 1).append(list);
        done = end + 1;
      }
      from = sql.indexOf(READ, end);
    }
    return done == 0 ? sql : local.append(sql, done, sql.length()).toString();
  }

  /** Reads quoted texts up to the bracket that ends their list; where that is. */
  private static int texts(String sql, int start, List<String> texts) {
    int at = start;
    while (at < sql.length() && sql.charAt(at) != ']') {
      if (sql.charAt(at) == '\'') {
        int end = at + 1;
        while (end < sql.length()) {
          if (sql.charAt(end) == '\'') {
            if (end + 1 < sql.length() && sql.charAt(end + 1) == '\'') {
              end++;
            } else {
              break;
            }
          }
          end++;
        }
        texts.add(sql.substring(at + 1, Math.min(end, sql.length())).replace("''", "'"));
        at = end;
      }
      at++;
    }
    return at;
  }
}
