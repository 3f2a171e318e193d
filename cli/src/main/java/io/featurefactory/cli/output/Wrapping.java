package io.featurefactory.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines. */
final class Wrapping {
  /** After these a word is broken first. */
  private static final String JOINTS = "._-/,:;@";

  private Wrapping() {}

  /** Lines of at most that width, broken at spaces, in words only where one is too long. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String paragraph : text.split("\n", -1)) {
      String rest = paragraph;
      while (rest.length() > width) {
        int end = breakAt(rest, width);
        lines.add(rest.substring(0, end).stripTrailing());
        rest = rest.substring(end).stripLeading();
      }
      lines.add(rest);
    }
    return lines;
  }

  private static int breakAt(String text, int width) {
    int space = text.lastIndexOf(' ', width);
    if (space > 0) {
      return space;
    }
    for (int end = width; end > width / 2; end--) {
      if (JOINTS.indexOf(text.charAt(end - 1)) >= 0) {
        return end;
      }
    }
    return Character.isHighSurrogate(text.charAt(width - 1)) && width > 1 ? width - 1 : width;
  }
}
