package io.featurefactory.definitions.expression;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.definitions.yaml.YamlScalar;
import java.util.List;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.jspecify.annotations.Nullable;

/**
 * The syntax tree of an expression and where it is written.
 *
 * @param node the root
 */
record ParsedSql(SqlNode node, YamlScalar written, QuotedSql quoted) {
  private static final int LONGEST = 10_000;
  private static final int DEEPEST = 50;
  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withIdentifierMaxLength(256)
          .withConformance(SqlConformanceEnum.LENIENT);

  /** Parses an expression; null after a fault. */
  static @Nullable ParsedSql parse(YamlScalar written, Faults faults) {
    String text = written.text();
    List<SqlToken> tokens = SqlToken.of(text);
    if (tokens.isEmpty()) {
      faults.add(written.position(), ExpressionErrors.empty());
      return null;
    }
    if (text.length() > LONGEST || depth(tokens) > DEEPEST) {
      faults.add(written.position(), ExpressionErrors.tooLarge(LONGEST, DEEPEST));
      return null;
    }
    SqlToken last = tokens.get(tokens.size() - 1);
    if (last.isUnclosed()) {
      faults.add(written.positionAt(last.start()), ExpressionErrors.unclosed(last.text()));
      return null;
    }
    int twice = slashes(tokens);
    if (twice >= 0) {
      faults.add(written.positionAt(twice), ExpressionErrors.slashes());
      return null;
    }
    QuotedSql quoted = new QuotedSql(text);
    try {
      SqlNode node = SqlParser.create(quoted.sql(), CONFIG).parseExpression();
      return new ParsedSql(node, written, quoted);
    } catch (SqlParseException e) {
      SyntaxFault fault = SyntaxFault.of(e, tokens, quoted);
      faults.add(written.positionAt(Math.min(fault.offset(), text.length())), fault.message());
      return null;
    } catch (RuntimeException e) {
      // The parser throws unchecked for some literals that it cannot hold.
      faults.add(written.position(), ExpressionErrors.notParsed(String.valueOf(e.getMessage())));
      return null;
    }
  }

  /** Where {@code //} is, which the parser would take for the start of a comment; -1 if nowhere. */
  private static int slashes(List<SqlToken> tokens) {
    for (int i = 1; i < tokens.size(); i++) {
      SqlToken before = tokens.get(i - 1);
      if (before.is("/") && tokens.get(i).is("/") && before.end() == tokens.get(i).start()) {
        return before.start();
      }
    }
    return -1;
  }

  /** How deeply brackets, CASE and prefix operators are nested, at most. */
  private static int depth(List<SqlToken> tokens) {
    int brackets = 0;
    int prefixes = 0;
    int deepest = 0;
    for (SqlToken token : tokens) {
      if (token.is("(") || token.is("[") || token.isWord("case")) {
        brackets++;
      } else if (token.is(")") || token.is("]") || token.isWord("end")) {
        brackets--;
      }
      boolean prefix = token.is("-") || token.is("+") || token.isWord("not");
      prefixes = prefix ? prefixes + 1 : 0;
      deepest = Math.max(deepest, brackets + prefixes);
    }
    return deepest;
  }

  /** The place of a node in the file. */
  Position positionOf(SqlNode at) {
    SqlParserPos place = at.getParserPosition();
    if (place.getLineNum() < 1) {
      return written.position();
    }
    int offset = quoted.offset(place.getLineNum(), place.getColumnNum());
    return written.positionAt(quoted.written(offset));
  }
}
