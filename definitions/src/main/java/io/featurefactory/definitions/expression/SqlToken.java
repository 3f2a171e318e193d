package io.featurefactory.definitions.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * A token of SQL text; only as fine as the users of this class need it.
 *
 * @param end exclusive
 */
record SqlToken(Kind kind, String text, int start, int end) {
  enum Kind {
    WORD,
    NUMBER,
    /** In single quotes. */
    STRING,
    /** In double quotes. */
    NAME,
    /** One character. */
    SYMBOL
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  /** True for a quoted token whose closing quote is missing. */
  boolean isUnclosed() {
    boolean quoted = kind == Kind.STRING || kind == Kind.NAME;
    return quoted && text.chars().filter(c -> c == text.charAt(0)).count() % 2 == 1;
  }

  /** The tokens of a text; comments are left out, and unclosed quotes end with the text. */
  static List<SqlToken> of(String sql) {
    List<SqlToken> tokens = new ArrayList<>();
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      int start = at;
      if (Character.isWhitespace(c)) {
        at++;
      } else if (sql.startsWith("--", at)) {
        at = endOf(sql, "\n", at);
      } else if (sql.startsWith("/*", at)) {
        at = endOf(sql, "*/", at + 2);
      } else if (c == '\'' || c == '"') {
        at = endOfQuoted(sql, at);
        add(tokens, c == '"' ? Kind.NAME : Kind.STRING, sql, start, at);
      } else if (Character.isDigit(c)) {
        at = endOfNumber(sql, at);
        add(tokens, Kind.NUMBER, sql, start, at);
      } else if (isWordPart(c)) {
        while (at < sql.length() && isWordPart(sql.charAt(at))) {
          at++;
        }
        add(tokens, Kind.WORD, sql, start, at);
      } else {
        at++;
        add(tokens, Kind.SYMBOL, sql, start, at);
      }
    }
    return tokens;
  }

  private static void add(List<SqlToken> tokens, Kind kind, String sql, int start, int end) {
    tokens.add(new SqlToken(kind, sql.substring(start, end), start, end));
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || Character.isSurrogate(c) || c == '_' || c == '$';
  }

  private static int endOf(String sql, String end, int from) {
    int found = sql.indexOf(end, from);
    return found < 0 ? sql.length() : found + end.length();
  }

  /** A doubled quote starts another quoted part, which changes nothing for the end. */
  private static int endOfQuoted(String sql, int start) {
    String quote = sql.substring(start, start + 1);
    int at = endOf(sql, quote, start + 1);
    while (at < sql.length() && sql.startsWith(quote, at)) {
      at = endOf(sql, quote, at + 1);
    }
    return at;
  }

  private static int endOfNumber(String sql, int start) {
    int at = start;
    while (at < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
      boolean exponent = sql.charAt(at) == 'e' || sql.charAt(at) == 'E';
      at++;
      if (exponent && at < sql.length() && "+-".indexOf(sql.charAt(at)) >= 0) {
        at++;
      }
    }
    return at;
  }
}
