package io.featurefactory.testkit.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Delta debugging (Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002).
 */
final class Reduction {
  private Reduction() {}

  /**
   * A part of the list, in its order, that still fails and from which no single element can be
   * dropped.
   *
   * @param fails true for the whole list; no side effects
   */
  static <T> List<T> smallest(List<T> whole, Predicate<List<T>> fails) {
    List<T> rest = whole;
    int chunk = Math.max(1, (rest.size() + 1) / 2);
    while (true) {
      List<T> shorter = withoutChunks(rest, chunk, fails);
      boolean unchanged = shorter.size() == rest.size();
      rest = shorter;
      if (chunk == 1 && unchanged) {
        return rest;
      }
      chunk = Math.max(1, chunk / 2);
    }
  }

  /** Without every chunk that is not needed, tried from the end. */
  private static <T> List<T> withoutChunks(List<T> list, int chunk, Predicate<List<T>> fails) {
    List<T> rest = list;
    for (int from = (list.size() - 1) / chunk * chunk; from >= 0; from -= chunk) {
      List<T> shorter = new ArrayList<>(rest);
      shorter.subList(from, Math.min(from + chunk, rest.size())).clear();
      if (fails.test(shorter)) {
        rest = shorter;
      }
    }
    return rest;
  }
}
