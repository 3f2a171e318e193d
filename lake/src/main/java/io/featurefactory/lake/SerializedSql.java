package io.featurefactory.lake;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A SELECT as the kernel's parser sees it.
 *
 * @param columns first parts of column references; {@code current_date} is one for the parser
 * @param samples true if it takes a sample that is another one each time
 * @param parameters true if it has parameters, such as {@code ?}
 */
record SerializedSql(
    Set<String> tables,
    Set<String> tableFunctions,
    Set<String> functions,
    Set<String> columns,
    boolean samples,
    boolean parameters) {

  /** What {@code age} with one argument is called here: the time since then, until today. */
  static final String AGE_OF_TODAY = "age with one argument";

  static SerializedSql of(KernelSession session, String sql) {
    String json =
        session
            .query(
                "SELECT json_serialize_sql(" + SqlText.text(sql) + ")::VARCHAR",
                row -> String.valueOf(row.string(0)))
            .get(0);
    List<String> head =
        session
            .query(
                "SELECT [j->>'error', j->>'error_type', j->>'error_message', j->>'position',"
                    + " json_array_length(j, '$.statements')::VARCHAR] FROM (SELECT "
                    + SqlText.text(json)
                    + "::JSON AS j)",
                SerializedSql::texts)
            .get(0);
    if (head.get(0).equals("true")) {
      throw head.get(1).equals("not implemented")
          ? QueryErrors.notASelect()
          : QueryErrors.syntax(head.get(2), place(sql, head.get(3)));
    }
    if (!head.get(4).equals("1")) {
      throw QueryErrors.severalStatements(head.get(4));
    }
    return nodes(session, json);
  }

  private static List<String> texts(ResultRow row) {
    return ((List<?>) row.values().get(0)).stream().map(String::valueOf).toList();
  }

  private static SerializedSql nodes(KernelSession session, String json) {
    Set<String> tables = new TreeSet<>();
    Set<String> tableFunctions = new TreeSet<>();
    Set<String> functions = new TreeSet<>();
    Set<String> columns = new TreeSet<>();
    Set<String> local = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    session.forEach(
        """
        SELECT 'table', coalesce(nullif(value->>'catalog_name', '') || '.', '')
            || coalesce(nullif(value->>'schema_name', '') || '.', '') || (value->>'table_name')
        FROM nodes WHERE (value->>'type') = 'BASE_TABLE'
        UNION ALL
        SELECT 'table function', value->>'$.function.function_name'
        FROM nodes WHERE (value->>'type') = 'TABLE_FUNCTION'
        UNION ALL
        SELECT 'function', value->>'function_name'
        FROM nodes WHERE (value->>'class') = 'FUNCTION' OR (value->>'type') = 'FUNCTION'
        UNION ALL
        SELECT 'column', value->>'$.column_names[0]'
        FROM nodes WHERE (value->>'type') = 'COLUMN_REF'
        UNION ALL
        SELECT 'today', value->>'function_name'
        FROM nodes
        WHERE (value->>'function_name') = 'age' AND json_array_length(value, '$.children') = 1
        UNION ALL
        SELECT 'sample', 'sample' FROM nodes
        WHERE json_type(value, '$.sample.sample_size') IS NOT NULL
          AND coalesce((value->>'$.sample.seed')::BIGINT, -1) < 0
        UNION ALL
        SELECT 'parameter', 'parameter' FROM nodes
        WHERE (value->>'class') = 'PARAMETER'
        UNION ALL
        SELECT 'with', value->>'key' FROM nodes WHERE path LIKE '%cte_map.map'
        """
            .replace(
                "nodes",
                "(SELECT value, path FROM json_tree("
                    + SqlText.text(json)
                    + "::JSON) WHERE type = 'OBJECT')"),
        row -> {
          String name = String.valueOf(row.string(1));
          switch (String.valueOf(row.string(0))) {
            case "table" -> tables.add(name);
            case "table function" -> tableFunctions.add(name);
            case "column" -> columns.add(name);
            case "sample", "parameter" -> others.add(name);
            case "today" -> functions.add(AGE_OF_TODAY);
            case "with" -> local.add(name.toLowerCase(Locale.ROOT));
            default -> functions.add(name);
          }
        });
    tables.removeIf(table -> local.contains(table.toLowerCase(Locale.ROOT)));
    functions.removeAll(tableFunctions);
    return new SerializedSql(
        tables,
        tableFunctions,
        functions,
        columns,
        others.contains("sample"),
        others.contains("parameter"));
  }

  /** Line and column of a position in the text. */
  private static String place(String sql, String position) {
    if (!position.matches("\\d+")) {
      return "";
    }
    String before = sql.substring(0, Math.min(sql.length(), Integer.parseInt(position)));
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n');
    return "line " + line + ", column " + column;
  }
}
