package io.featurefactory.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines. */
final class Wrapping {
  /** Where a text may be broken; each also where those before it may. */
  enum Breaks {
    /** Between words. */
    SPACES(""),
    /** Between the parts of a word: {@code ad_trend.|views_24h}, {@code search@|example.com}. */
    PARTS("@.,:;/(="),
    /** Within a name: {@code views_|24h}. */
    NAMES("@.,:;/(=_-");

    private final String joints;

    Breaks(String joints) {
      this.joints = joints;
    }
  }

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

  /** The length of the longest piece that is left whole when all of these breaks are made. */
  static int longestPiece(String text, Breaks breaks) {
    int longest = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      boolean space = Character.isWhitespace(text.charAt(i));
      if (space || breaks.joints.indexOf(text.charAt(i)) >= 0) {
        longest = Math.max(longest, (space ? i : i + 1) - start);
        start = i + 1;
      }
    }
    return Math.max(longest, text.length() - start);
  }

  private static int breakAt(String text, int width) {
    int space = text.lastIndexOf(' ', width);
    if (space > 0) {
      return space;
    }
    for (Breaks breaks : List.of(Breaks.PARTS, Breaks.NAMES)) {
      int joint = joint(text, width, breaks.joints);
      if (joint > 0) {
        return joint;
      }
    }
    return Character.isHighSurrogate(text.charAt(width - 1)) && width > 1 ? width - 1 : width;
  }

  /** The joint that halves the first word best, else the last one that fits; 0 if there is none. */
  private static int joint(String text, int width, String joints) {
    int space = text.indexOf(' ');
    int length = space < 0 ? text.length() : space;
    int last = 0;
    int best = 0;
    for (int end = 1; end <= width; end++) {
      if (joints.indexOf(text.charAt(end - 1)) >= 0) {
        last = end;
        int half = Math.max(end, length - end);
        if (half <= width && (best == 0 || half < Math.max(best, length - best))) {
          best = end;
        }
      }
    }
    return best > 0 ? best : last;
  }
}
