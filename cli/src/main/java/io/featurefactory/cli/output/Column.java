package io.featurefactory.cli.output;

/** A column of a {@link Table}. */
public record Column(String title, Alignment alignment) {
  /** Where a cell's text stands, and what gives way when a line is too long. */
  public enum Alignment {
    /** Text: is wrapped where there is no room. */
    LEFT,
    /** A moment: always whole. */
    LEFT_WHOLE,
    /** A number: always whole. */
    RIGHT
  }

  /** A column of texts. */
  public static Column text(String title) {
    return new Column(title, Alignment.LEFT);
  }

  /** A column of moments. */
  public static Column moment(String title) {
    return new Column(title, Alignment.LEFT_WHOLE);
  }

  /** A column of numbers. */
  public static Column number(String title) {
    return new Column(title, Alignment.RIGHT);
  }
}
