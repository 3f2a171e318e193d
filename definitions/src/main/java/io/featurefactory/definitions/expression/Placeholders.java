package io.featurefactory.definitions.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds {@code :name} in the text of a query, outside of quotes and comments; {@code ::} is a cast.
 */
public final class Placeholders {
  private Placeholders() {}

  /** A placeholder; the offset is that of its colon. */
  public record Use(String name, int offset) {}

  /** All uses, in the order of the text. */
  public static List<Use> of(String sql) {
    List<SqlToken> tokens = SqlToken.of(sql);
    List<Use> uses = new ArrayList<>();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      SqlToken colon = tokens.get(i);
      SqlToken word = tokens.get(i + 1);
      boolean single = i == 0 || !tokens.get(i - 1).is(":");
      if (colon.is(":")
          && single
          && word.kind() == SqlToken.Kind.WORD
          && word.start() == colon.end()) {
        uses.add(new Use(word.text(), colon.start()));
      }
    }
    return uses;
  }
}
