package io.featurefactory.model;

import java.util.Collection;
import java.util.Comparator;

/** Guesses what a mistyped name was meant to be. */
public final class Suggestions {
  private Suggestions() {}

  /** {@code (did you mean 'x'?)}, with the blank before; empty if nothing is near. */
  public static String of(String typed, Collection<String> known) {
    int limit = Math.max(1, typed.length() / 3);
    return known.stream()
        .filter(name -> distance(typed, name) <= limit)
        .min(Comparator.comparingInt((String name) -> distance(typed, name)))
        .map(name -> " (did you mean '" + name + "'?)")
        .orElse("");
  }

  /** Edits that make one text of the other: Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
