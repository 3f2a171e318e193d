package io.featurefactory.lake;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds parameters in SQL text, outside of texts, quoted names and comments, by the lexical rules
 * of PostgreSQL, which the kernel's parser follows.
 */
final class SqlScanner {
  private final String sql;
  private final StringBuilder out = new StringBuilder();
  private int at;

  /** Where a semicolon is that only spaces and comments have followed until now; -1 for nowhere. */
  private int finalSemicolon = -1;

  private SqlScanner(String sql) {
    this.sql = sql;
  }

  /**
   * Replaces {@code :name}.
   *
   * @param values gives the text for a name; null leaves it as it is
   */
  static String replace(String sql, UnaryOperator<@Nullable String> values) {
    SqlScanner scanner = new SqlScanner(sql);
    scanner.run(values);
    return scanner.out.toString();
  }

  /** A statement without the semicolon at its end and what comes behind it. */
  static String statement(String sql) {
    SqlScanner scanner = new SqlScanner(sql);
    scanner.run(name -> null);
    return (scanner.finalSemicolon < 0 ? sql : sql.substring(0, scanner.finalSemicolon)).strip();
  }

  private void run(UnaryOperator<@Nullable String> values) {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      boolean comment = sql.startsWith("--", at) || sql.startsWith("/*", at);
      if (c == ';') {
        finalSemicolon = at;
      } else if (!comment && !Character.isWhitespace(c)) {
        finalSemicolon = -1;
      }
      if (c == '\'') {
        copyTo(endOfText());
      } else if (c == '"') {
        copyTo(endOfQuoted('"', at + 1));
      } else if (sql.startsWith("--", at)) {
        copyTo(endOfLine());
      } else if (sql.startsWith("/*", at)) {
        copyTo(endOfComment());
      } else if (c == '$') {
        copyTo(endOfDollar());
      } else if (c == ':') {
        colon(values);
      } else {
        copyTo(at + 1);
      }
    }
  }

  private void colon(UnaryOperator<@Nullable String> values) {
    if (sql.startsWith("::", at)) {
      copyTo(at + 2);
      return;
    }
    int end = endOfName(at + 1);
    String value = end > at + 1 ? values.apply(sql.substring(at + 1, end)) : null;
    if (value == null) {
      copyTo(Math.max(end, at + 1));
      return;
    }
    out.append(value);
    at = end;
  }

  private void copyTo(int end) {
    int stop = Math.min(end, sql.length());
    out.append(sql, at, stop);
    at = stop;
  }

  private int endOfName(int from) {
    int end = from;
    while (end < sql.length()
        && (end == from
            ? Character.isJavaIdentifierStart(sql.charAt(end)) && sql.charAt(end) != '$'
            : Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
      end++;
    }
    return end;
  }

  /** In {@code E'...'} a backslash takes the next character's meaning away. */
  private int endOfText() {
    boolean escapes =
        at > 0
            && (sql.charAt(at - 1) == 'e' || sql.charAt(at - 1) == 'E')
            && (at == 1 || !Character.isLetterOrDigit(sql.charAt(at - 2)));
    int end = at + 1;
    while (end < sql.length() && sql.charAt(end) != '\'') {
      end += escapes && sql.charAt(end) == '\\' ? 2 : 1;
    }
    return end + 1;
  }

  private int endOfQuoted(char quote, int from) {
    int end = sql.indexOf(quote, from);
    return end < 0 ? sql.length() : end + 1;
  }

  private int endOfLine() {
    int end = sql.indexOf('\n', at);
    return end < 0 ? sql.length() : end + 1;
  }

  private int endOfComment() {
    int depth = 0;
    int end = at;
    while (end < sql.length()) {
      if (sql.startsWith("/*", end)) {
        depth++;
        end += 2;
      } else if (sql.startsWith("*/", end)) {
        depth--;
        end += 2;
        if (depth == 0) {
          return end;
        }
      } else {
        end++;
      }
    }
    return sql.length();
  }

  /** {@code $tag$ ... $tag$}; anything else after the dollar is one character. */
  private int endOfDollar() {
    if (at > 0 && Character.isLetterOrDigit(sql.charAt(at - 1))) {
      return at + 1;
    }
    int tagEnd = endOfName(at + 1);
    if (tagEnd >= sql.length() || sql.charAt(tagEnd) != '$') {
      return at + 1;
    }
    String tag = sql.substring(at, tagEnd + 1);
    int close = sql.indexOf(tag, tagEnd + 1);
    return close < 0 ? sql.length() : close + tag.length();
  }
}
