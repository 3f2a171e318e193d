package io.featurefactory.definitions.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What somebody who wrote an unknown name may have meant. */
public final class Suggestion {
  private static final int MOST_LISTED = 12;

  private Suggestion() {}

  /**
   * The end of a message: {@code " (did you mean 'ad_id'?)"}, or {@code " (expected: one of a, b)"}
   * if nothing is near and there are few, or nothing.
   */
  public static String of(String word, Collection<String> known) {
    return of(word, known, MOST_LISTED);
  }

  /** As {@link #of(String, Collection)}; nothing is listed if there are more than so many. */
  static String of(String word, Collection<String> known, int mostListed) {
    String nearest = nearest(word, known);
    if (!nearest.isEmpty()) {
      return " (did you mean '" + nearest + "'?)";
    }
    List<String> all = known.stream().distinct().sorted().toList();
    if (all.isEmpty() || all.size() > mostListed) {
      return "";
    }
    return all.size() == 1
        ? " (expected: " + all.get(0) + ")"
        : " (expected: one of " + String.join(", ", all) + ")";
  }

  /** The known name that is near enough to be meant; empty if none is. */
  public static String nearest(String word, Collection<String> known) {
    int limit = word.length() < 3 ? 0 : Math.max(1, word.length() / 3);
    return known.stream()
        .map(name -> new Candidate(name, distance(word, name)))
        .filter(c -> c.distance <= limit || (word.length() > 1 && c.name.startsWith(word + "_")))
        .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(Candidate::name)
        .orElse("");
  }

  private record Candidate(String name, int distance) {}

  /** Edits between two words (Damerau and Levenshtein: swaps count one), whatever their case. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(int[][] cost, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swap =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swap ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
