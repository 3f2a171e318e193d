package io.featurefactory.definitions.expression;

import java.util.ArrayList;
import java.util.List;

/** Finds names of two parts, {@code view.feature}, in the text of an expression. */
public final class DottedNames {
  private DottedNames() {}

  /** The part before the dot, and where it starts. */
  public record Use(String first, int offset) {}

  /** All uses, in the order of the text. */
  public static List<Use> of(String sql) {
    List<SqlToken> tokens = SqlToken.of(sql);
    List<Use> uses = new ArrayList<>();
    for (int i = 0; i + 2 < tokens.size(); i++) {
      SqlToken first = tokens.get(i);
      if (first.kind() == SqlToken.Kind.WORD && tokens.get(i + 1).is(".")) {
        uses.add(new Use(first.text(), first.start()));
      }
    }
    return uses;
  }
}
