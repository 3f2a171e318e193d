package io.featurefactory.compute;

import io.featurefactory.model.Computation;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an sql view in the dialect of Spark: statements, divided by semicolons. Spark itself
 * parses them; here only texts, quoted names and comments are told from the rest.
 */
final class ScriptText {
  private static final Pattern TABLE = Pattern.compile("(?i)\\blake\\s*\\.\\s*`?(\\w+)");
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final String LAKE = "lake.";
  private static final Pattern VIEW =
      Pattern.compile("(?is)create\\s+(or\\s+replace\\s+)?temp(orary)?\\s+view\\s.*");
  private static final Pattern QUERY =
      Pattern.compile("(?is)(select|with|from|values|table|\\().*");

  private final FeatureView view;
  private final String sql;

  /** Of a view; an error if it is not a script. */
  ScriptText(FeatureView view) {
    this.view = view;
    this.sql = ((Computation.Query) view.computation()).sql();
    check(statements(Map.of()));
  }

  private void check(List<String> statements) {
    if (statements.isEmpty()) {
      throw ComputeErrors.emptyScript(view.id());
    }
    for (String statement : statements.subList(0, statements.size() - 1)) {
      if (!VIEW.matcher(statement).matches()) {
        throw ComputeErrors.noTemporaryView(view.id(), firstWords(statement));
      }
    }
    String last = statements.get(statements.size() - 1);
    if (!QUERY.matcher(last).matches()) {
      throw ComputeErrors.noQueryAtTheEnd(view.id(), firstWords(last));
    }
  }

  private static String firstWords(String statement) {
    String line = statement.replaceAll("\\s+", " ");
    return line.length() <= 60 ? line : line.substring(0, 60) + "...";
  }

  /**
   * The tables that it may read, in lower case: those that it names with {@code lake.}, and known
   * ones whose names occur in it.
   *
   * @param known with {@code lake.}
   */
  Set<String> tables(Collection<String> known) {
    Set<String> tables = new TreeSet<>();
    for (String statement : statements(Map.of())) {
      Matcher table = TABLE.matcher(statement);
      while (table.find()) {
        tables.add(LAKE + table.group(1).toLowerCase(Locale.ROOT));
      }
      Matcher word = WORD.matcher(statement);
      while (word.find()) {
        String name = LAKE + word.group().toLowerCase(Locale.ROOT);
        if (known.stream().anyMatch(name::equalsIgnoreCase)) {
          tables.add(name);
        }
      }
    }
    return tables;
  }

  /**
   * The statements, without comments, with values in the place of {@code :name}.
   *
   * @param values SQL by name; other names stay as they are
   */
  List<String> statements(Map<String, String> values) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      int end = at + 1;
      if (sql.startsWith("--", at)) {
        end = end("\n", at, 0);
        statement.append(' ');
      } else if (sql.startsWith("/*", at)) {
        end = end("*/", at + 2, 2);
        statement.append(' ');
      } else if (c == '\'' || c == '"' || c == '`') {
        end = endOfQuoted(at);
        statement.append(sql, at, end);
      } else if (c == ';') {
        add(statements, statement);
      } else if (c == ':' && name(at + 1) > at + 1 && values.containsKey(text(at + 1))) {
        end = name(at + 1);
        statement.append(values.get(text(at + 1)));
      } else {
        statement.append(c);
      }
      at = end;
    }
    add(statements, statement);
    return statements;
  }

  private static void add(List<String> statements, StringBuilder statement) {
    if (!statement.toString().isBlank()) {
      statements.add(statement.toString().strip());
    }
    statement.setLength(0);
  }

  private int end(String mark, int from, int length) {
    int end = sql.indexOf(mark, from);
    return end < 0 ? sql.length() : end + length;
  }

  /** In texts a backslash takes the next character's meaning away. */
  private int endOfQuoted(int start) {
    char quote = sql.charAt(start);
    int at = start + 1;
    while (at < sql.length() && sql.charAt(at) != quote) {
      at += quote != '`' && sql.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, sql.length());
  }

  private String text(int from) {
    return sql.substring(from, name(from));
  }

  /** Where a name that begins there ends. */
  private int name(int from) {
    int end = from;
    while (end < sql.length()
        && (Character.isLetter(sql.charAt(end))
            || sql.charAt(end) == '_'
            || (end > from && Character.isDigit(sql.charAt(end))))) {
      end++;
    }
    return end;
  }

  /** A failure of Spark with the name of the view. */
  FactoryException blamed(FactoryException failure) {
    return ComputeErrors.inQuery(view.id(), failure);
  }
}
