package io.featurefactory.definitions.expression;

import java.util.Set;
import java.util.TreeSet;

/** The names of aggregate functions. */
final class AggregateNames {
  private static final Set<String> NAMES =
      new TreeSet<>(
          Set.of(
              "count",
              "sum",
              "avg",
              "min",
              "max",
              "stddev",
              "variance",
              "first",
              "last",
              "last_n",
              "top_k",
              "quantile",
              "median",
              "slope"));

  private AggregateNames() {}

  static boolean contains(String name) {
    return NAMES.contains(name);
  }

  static Set<String> all() {
    return NAMES;
  }
}
