package io.featurefactory.definitions.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An expression whose names are in quotes, so that columns may be named as words that SQL reserves
 * ({@code position}, {@code timestamp}, {@code value}), with the way back to the places of the text
 * as it was written.
 */
final class QuotedSql {
  /** Words without which the text would not be an expression any more. */
  private static final Set<String> STRUCTURE =
      Set.of(
          "and",
          "as",
          "asymmetric",
          "between",
          "case",
          "cast",
          "distinct",
          "else",
          "end",
          "escape",
          "false",
          "filter",
          "for",
          "from",
          "in",
          "is",
          "like",
          "not",
          "null",
          "or",
          "over",
          "select",
          "symmetric",
          "then",
          "true",
          "unknown",
          "when",
          "where");

  private static final Set<String> TRIM_SIDES = Set.of("both", "leading", "trailing");

  /** Functions for which the parser has a syntax of its own that is not ours. */
  private static final Set<String> PLAIN_FUNCTIONS =
      Set.of("date_diff", "date_trunc", "date_add", "datediff", "dateadd", "first", "last");

  private final String sql;

  /** Offsets in {@link #sql} of the quotes that were added, ascending. */
  private final List<Integer> added = new ArrayList<>();

  QuotedSql(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 16);
    List<SqlToken> tokens = SqlToken.of(text);
    int copied = 0;
    for (int i = 0; i < tokens.size(); i++) {
      SqlToken token = tokens.get(i);
      if (token.kind() == SqlToken.Kind.WORD
          && (isPlainFunction(tokens, i) || !hasOtherMeaning(tokens, i))) {
        quoted.append(text, copied, token.start());
        added.add(quoted.length());
        quoted.append('"').append(token.text());
        added.add(quoted.length());
        quoted.append('"');
        copied = token.end();
      }
    }
    sql = quoted.append(text, copied, text.length()).toString();
  }

  private static boolean isPlainFunction(List<SqlToken> tokens, int index) {
    boolean call = index + 1 < tokens.size() && tokens.get(index + 1).is("(");
    return call && PLAIN_FUNCTIONS.contains(tokens.get(index).text().toLowerCase(Locale.ROOT));
  }

  private static boolean hasOtherMeaning(List<SqlToken> tokens, int index) {
    String word = tokens.get(index).text().toLowerCase(Locale.ROOT);
    SqlToken next = index + 1 < tokens.size() ? tokens.get(index + 1) : null;
    boolean call = next != null && next.is("(");
    boolean literal = next != null && next.kind() == SqlToken.Kind.STRING;
    boolean unit =
        index >= 2
            && tokens.get(index - 1).is("(")
            && tokens.get(index - 2).isWord("extract")
            && next != null
            && next.isWord("from");
    boolean type = index >= 1 && tokens.get(index - 1).isWord("as");
    return STRUCTURE.contains(word) || call || literal || unit || type || isTrimSide(tokens, index);
  }

  private static boolean isTrimSide(List<SqlToken> tokens, int index) {
    return index >= 2
        && tokens.get(index - 1).is("(")
        && tokens.get(index - 2).isWord("trim")
        && TRIM_SIDES.contains(tokens.get(index).text().toLowerCase(Locale.ROOT));
  }

  String sql() {
    return sql;
  }

  /** The offset in the written text of an offset in {@link #sql}. */
  int written(int offset) {
    int before = 0;
    while (before < added.size() && added.get(before) < offset) {
      before++;
    }
    return offset - before;
  }

  /** The offset in {@link #sql} of a line and column, both from 1. */
  int offset(int line, int column) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      start = sql.indexOf('\n', start) + 1;
    }
    return Math.min(start + column - 1, sql.length());
  }
}
