package io.featurefactory.definitions.yaml;

import java.util.Comparator;

/**
 * A place in a file.
 *
 * @param file as messages name it
 * @param line from 1
 * @param column from 1, in characters
 */
public record Position(String file, int line, int column) implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::file)
          .thenComparingInt(Position::line)
          .thenComparingInt(Position::column);

  /** By file, line, column. */
  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  /** {@code features/ads.yaml:12:9} */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
