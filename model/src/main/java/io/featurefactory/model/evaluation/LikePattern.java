package io.featurefactory.model.evaluation;

/** Patterns of LIKE: {@code %} is any text, {@code _} one code point. */
final class LikePattern {
  private static final int ANY_TEXT = '%';
  private static final int ANY_CHARACTER = '_';

  private final int[] text;
  private final int[] pattern;
  private final int escape;
  private final String written;

  private LikePattern(String text, String pattern, String escape) {
    this.text = text.codePoints().toArray();
    this.pattern = pattern.codePoints().toArray();
    this.escape = escape.isEmpty() ? -1 : escape.codePointAt(0);
    this.written = pattern;
  }

  /**
   * True if the pattern matches all of the text.
   *
   * @param escape takes the meaning from the character after it; empty for none
   */
  static boolean matches(String text, String pattern, String escape) {
    return new LikePattern(text, pattern, escape).matches();
  }

  /** Goes back to the last {@code %} only: those before it cannot gain by taking more. */
  private boolean matches() {
    int t = 0;
    int p = 0;
    int afterAny = -1;
    int retry = 0;
    while (t < text.length) {
      if (p < pattern.length && pattern[p] == ANY_TEXT && pattern[p] != escape) {
        p++;
        afterAny = p;
        retry = t;
      } else if (p < pattern.length && matchesOne(t, p)) {
        p += pattern[p] == escape ? 2 : 1;
        t++;
      } else if (afterAny >= 0) {
        p = afterAny;
        retry++;
        t = retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == ANY_TEXT && pattern[p] != escape) {
      p++;
    }
    return p == pattern.length;
  }

  private boolean matchesOne(int t, int p) {
    if (pattern[p] == escape) {
      if (p + 1 == pattern.length) {
        throw EvaluationErrors.likeEscape(written);
      }
      return text[t] == pattern[p + 1];
    }
    return pattern[p] == ANY_CHARACTER || pattern[p] == text[t];
  }
}
