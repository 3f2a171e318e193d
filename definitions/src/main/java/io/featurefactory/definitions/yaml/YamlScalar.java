package io.featurefactory.definitions.yaml;

/**
 * A text, a number, a truth value or nothing: what it is, its reader decides.
 *
 * @param start where its text is in the file
 * @param quoted true if it is surely a text
 * @param written the text as messages show it: where variables were put in, without their values
 */
public record YamlScalar(
    Position position, String text, boolean quoted, SourceText.Span start, String written)
    implements YamlNode {

  /** A text that messages show as it is. */
  public YamlScalar(Position position, String text, boolean quoted, SourceText.Span start) {
    this(position, text, quoted, start, text);
  }

  /** A text that stands for itself, at the start of a file of that name. */
  public static YamlScalar of(String file, String text) {
    SourceText source = new SourceText(file, text);
    return new YamlScalar(
        new Position(file, 1, 1), text, true, new SourceText.Span(source, 0, text.length()));
  }

  /** True for {@code ~}, {@code null} and nothing at all. */
  public boolean isNull() {
    return !quoted
        && switch (text) {
          case "", "~", "null", "Null", "NULL" -> true;
          default -> false;
        };
  }

  /** The place in the file of a character of the text, by its index; at most one past the end. */
  public Position positionAt(int index) {
    return start.positionOf(text, index);
  }

  @Override
  public String describe() {
    return isNull() ? "nothing" : "'" + written + "'";
  }
}
