package io.featurefactory.model;

import java.util.Collection;
import java.util.Comparator;

/** Guesses what a mistyped name was meant to be. */
public final class Suggestions {
  private Suggestions() {}

  /** {@code (did you mean 'x'?)}, with the blank before; empty if nothing is near. */
  public static String of(String typed, Collection<String> known) {
    String nearest = nearest(typed, known);
    return nearest.isEmpty() ? "" : " (did you mean '" + nearest + "'?)";
  }

  /** The known name that is near enough to be meant; empty if none is. */
  public static String nearest(String typed, Collection<String> known) {
    int limit = Math.max(1, typed.length() / 3);
    return known.stream()
        .filter(name -> distance(typed, name) <= limit)
        .min(Comparator.comparingInt(name -> distance(typed, name)))
        .orElse("");
  }

  /**
   * Edits that make one text of the other: characters that are added, left out, changed, or swapped
   * with the next one (Damerau and Levenshtein, no part edited twice).
   */
  public static int distance(String a, String b) {
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
