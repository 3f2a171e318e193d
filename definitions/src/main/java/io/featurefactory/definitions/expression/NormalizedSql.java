package io.featurefactory.definitions.expression;

import java.util.stream.Collectors;

/** SQL text without what does not matter: spaces, line breaks, comments. */
public final class NormalizedSql {
  private NormalizedSql() {}

  /** The tokens with single spaces between. */
  public static String of(String sql) {
    return SqlToken.of(sql).stream().map(SqlToken::text).collect(Collectors.joining(" "));
  }
}
