package io.featurefactory.definitions.expression;

import java.util.List;
import org.apache.calcite.sql.parser.SqlParseException;
import org.jspecify.annotations.Nullable;

/**
 * What the parser did not understand.
 *
 * @param offset in the text as it was written
 */
record SyntaxFault(int offset, String message) {

  static SyntaxFault of(SqlParseException e, List<SqlToken> tokens, QuotedSql quoted) {
    int end = tokens.get(tokens.size() - 1).end();
    String problem = String.valueOf(e.getMessage());
    if (problem.startsWith("Encountered \"") && firstLine(problem).contains("<EOF>\"")) {
      return new SyntaxFault(end, ExpressionErrors.endsTooEarly());
    }
    int offset =
        e.getPos() == null
            ? 0
            : quoted.written(quoted.offset(e.getPos().getLineNum(), e.getPos().getColumnNum()));
    SqlToken token = tokenAt(tokens, offset);
    boolean byToken = problem.startsWith("Encountered \"") || problem.startsWith("Lexical error");
    if (byToken && token != null) {
      return new SyntaxFault(
          token.start(), ExpressionErrors.unexpected(token.text(), hint(tokens, token)));
    }
    return new SyntaxFault(offset, ExpressionErrors.notParsed(firstLine(problem)));
  }

  private static @Nullable SqlToken tokenAt(List<SqlToken> tokens, int offset) {
    for (SqlToken token : tokens) {
      if (offset < token.end()) {
        return token;
      }
    }
    return null;
  }

  private static String hint(List<SqlToken> tokens, SqlToken token) {
    SqlToken next = tokenAt(tokens, token.end());
    if (token.is(":")) {
      return next != null && next.is(":") ? "cast(x as type)" : "";
    }
    if (token.is("=") && next != null && next.is("=")) {
      return "a single =";
    }
    if (token.is("&")) {
      return "and";
    }
    if (token.is("!")) {
      return "not or <>";
    }
    if (token.is(";") || token.isWord("select")) {
      return "one expression, no query";
    }
    return token.kind() == SqlToken.Kind.WORD
        ? "an expression; a column of that name needs double quotes"
        : "";
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }
}
