package io.featurefactory.definitions.yaml;

import io.featurefactory.model.Suggestions;
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

  /** Edits between two words, whatever their case. */
  private static int distance(String left, String right) {
    return Suggestions.distance(left.toLowerCase(Locale.ROOT), right.toLowerCase(Locale.ROOT));
  }
}
