package io.featurefactory.definitions.yaml;

/** The text of a file, for the places of single characters in multi-line and quoted scalars. */
public final class SourceText {
  private final String file;
  private final int[] codePoints;

  SourceText(String file, String text) {
    this.file = file;
    this.codePoints = text.codePoints().toArray();
  }

  /** A stretch of the file, by code points. */
  public record Span(SourceText source, int from, int to) {

    /**
     * The place of a character of the scalar that is written here.
     *
     * <p>All styles of YAML keep the order of what is not white space; so the place is found by
     * walking both texts, whatever was folded, indented, doubled or escaped.
     */
    Position positionOf(String text, int index) {
      int at = from;
      int place = from;
      for (int i = 0;
          i <= index && i < text.length();
          i += Character.charCount(text.codePointAt(i))) {
        int wanted = text.codePointAt(i);
        if (Character.isWhitespace(wanted)) {
          continue;
        }
        int found = at;
        while (found < to && source.codePoints[found] != wanted) {
          found++;
        }
        if (found < to) {
          place = found;
          at = found + 1;
        }
      }
      return source.position(index < text.length() ? place : at);
    }
  }

  /** The place of a code point, by its index. */
  Position position(int index) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < Math.min(index, codePoints.length); i++) {
      if (codePoints[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Position(file, line, Math.min(index, codePoints.length) - lineStart + 1);
  }
}
