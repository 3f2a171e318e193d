package io.featurefactory.lake;

import io.featurefactory.model.Source;
import java.util.regex.Pattern;

/**
 * A glob as a regular expression, of the same meaning as in DuckDB: {@code *} is anything and
 * {@code ?} one character of one name, {@code [ab]} and {@code [a-c]} are one of these, {@code
 * [!ab]} one other, {@code **}{@code /} any folders or none. A {@code ]} that is first in brackets
 * is one of their characters.
 */
final class Glob {
  private final Source source;
  private final String text;
  private final StringBuilder regex = new StringBuilder();

  private Glob(Source source, String text) {
    this.source = source;
    this.text = text;
  }

  /**
   * Matches whole paths.
   *
   * @param text of the files of the source; refused if a bracket does not end in its name, or has a
   *     range that is upside down
   */
  static Pattern regex(Source source, String text) {
    return new Glob(source, text).translate();
  }

  private Pattern translate() {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (text.startsWith("**/", i)) {
        regex.append("(.*/)?");
        i += 3;
      } else if (c == '[') {
        i = brackets(i);
      } else {
        switch (c) {
          case '*' -> regex.append("[^/]*");
          case '?' -> regex.append("[^/]");
          default -> literal(c);
        }
        i++;
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /** Takes what begins at an opening bracket, and returns what comes after the closing one. */
  private int brackets(int opening) {
    boolean negated = text.startsWith("!", opening + 1);
    int first = opening + (negated ? 2 : 1);
    int closing = text.indexOf(']', first + 1);
    int slash = text.indexOf('/', opening);
    if (closing < 0 || (slash >= 0 && slash < closing)) {
      throw SourceErrors.openBracket(source, text);
    }
    regex.append(negated ? "[^/" : "[");
    int[] members = text.substring(first, closing).codePoints().toArray();
    for (int i = 0; i < members.length; i++) {
      literal(members[i]);
      if (i + 2 < members.length && members[i + 1] == '-') {
        if (members[i] > members[i + 2]) {
          throw SourceErrors.rangeUpsideDown(source, text, new String(members, i, 3));
        }
        regex.append('-');
        literal(members[i + 2]);
        i += 2;
      }
    }
    regex.append(']');
    return closing + 1;
  }

  private void literal(int character) {
    if (character < 128 && !Character.isLetterOrDigit(character)) {
      regex.append('\\');
    }
    regex.appendCodePoint(character);
  }
}
