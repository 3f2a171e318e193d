package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * SQL that a user wrote: one SELECT, which reads named tables and nothing else.
 *
 * <p>The kernel's own parser decides what it is. What it can reach at run time is {@link Sandbox}'s
 * business; the checks here are for early and clear messages, and against statements that write.
 */
public final class UserQuery {
  private static final Set<String> TABLE_FUNCTIONS =
      Set.of("unnest", "range", "generate_series", "repeat", "json_each", "json_tree");
  private static final Set<String> REFUSED =
      Set.of(
          "getenv",
          "query",
          "query_table",
          "write_log",
          "setseed",
          "nextval",
          "currval",
          "sleep_ms",
          "current_setting",
          "getvariable",
          "current_query",
          "which_secret",
          "stats");

  /** Written without parentheses. */
  private static final Set<String> TIMES =
      Set.of("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp");

  private static final Set<String> CHANGING =
      Set.of(
          "now",
          "random",
          "uuid",
          "uuidv4",
          "uuidv7",
          "gen_random_uuid",
          "get_current_timestamp",
          "get_current_time",
          "today",
          "current_date",
          "current_localtime",
          "current_localtimestamp",
          "transaction_timestamp",
          "txid_current",
          SerializedSql.AGE_OF_TODAY);

  private static final List<String> MISTAKES =
      List.of(
          "Binder Error: ",
          "Catalog Error: ",
          "Parser Error: ",
          "Permission Error: ",
          "Not implemented Error: ");

  private final String sql;
  private final Set<String> parameters;
  private final Set<String> tables;

  /** What the query is for. */
  public enum Use {
    /** It runs once, for a person. */
    QUESTION,
    /** It runs again and again and has to give the same rows for the same input. */
    VIEW
  }

  private UserQuery(String sql, Set<String> parameters, Set<String> tables) {
    this.sql = sql;
    this.parameters = parameters;
    this.tables = tables;
  }

  /**
   * Checks a text; an error says what is wrong with it.
   *
   * @param session parses only, nothing is run
   * @param parameters that the text may use as {@code :name}, with the types of their values
   */
  public static UserQuery parse(
      KernelSession session, String text, Use use, Map<String, DataType> parameters) {
    Set<String> used = new LinkedHashSet<>();
    String plain =
        SqlScanner.replace(
            text,
            name -> {
              DataType type = parameters.get(name);
              if (type == null) {
                return null;
              }
              used.add(name);
              return "NULL::" + SqlText.type(type);
            });
    SerializedSql parsed = SerializedSql.of(session, plain);
    for (String function : parsed.tableFunctions()) {
      if (!TABLE_FUNCTIONS.contains(function.toLowerCase(Locale.ROOT))) {
        throw QueryErrors.refusedFunction(function);
      }
    }
    for (String function : parsed.functions()) {
      String name = function.toLowerCase(Locale.ROOT);
      if (REFUSED.contains(name)) {
        throw QueryErrors.refusedFunction(function);
      }
      if (use == Use.VIEW && CHANGING.contains(name)) {
        throw QueryErrors.changingFunction(function, parameters.keySet());
      }
    }
    if (parsed.parameters()) {
      throw QueryErrors.parameters();
    }
    if (use == Use.VIEW && parsed.samples()) {
      throw QueryErrors.sample();
    }
    for (String column : parsed.columns()) {
      if (use == Use.VIEW && TIMES.contains(column.toLowerCase(Locale.ROOT))) {
        throw QueryErrors.changingFunction(column, parameters.keySet());
      }
    }
    return new UserQuery(text, used, parsed.tables());
  }

  /** What a user typed, without the semicolon at its end and comments behind it. */
  public static String statement(String text) {
    return SqlScanner.statement(text);
  }

  /**
   * A failure of a kernel that ran the text, seen from who wrote it: what the kernel could not bind
   * is a mistake in the text. Other failures stay what they are.
   */
  public static FactoryException blame(FactoryException failure) {
    if (failure.getCause() instanceof SQLException cause) {
      String message = KernelErrors.message(cause);
      for (String mistake : MISTAKES) {
        if (message.startsWith(mistake)) {
          return QueryErrors.refused(message.substring(mistake.length()), cause);
        }
      }
    }
    return failure;
  }

  /** The tables that it reads, as it names them: {@code lake.clickstream}. */
  public Set<String> tables() {
    return new TreeSet<>(tables);
  }

  /** The parameters that it uses. */
  public Set<String> parameters() {
    return new TreeSet<>(parameters);
  }

  /** The text with values in the place of its parameters. */
  public String sql(Map<String, ? extends @Nullable Object> values) {
    return SqlScanner.replace(
        sql, name -> parameters.contains(name) ? SqlText.literal(values.get(name)) : null);
  }

  /** Fails if the query reads a table that is not among these. */
  public void checkTables(List<String> known) {
    for (String table : tables()) {
      if (known.stream().noneMatch(table::equalsIgnoreCase)) {
        throw QueryErrors.unknownTable(table, known);
      }
    }
  }
}
