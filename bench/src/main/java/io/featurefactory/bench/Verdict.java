package io.featurefactory.bench;

/**
 * A promise beside what was measured.
 *
 * @param name of the number, the same at every size
 * @param unit of the number; empty for a ratio
 */
record Verdict(String name, Spread measured, String unit, Limit limit) {

  static Verdict ofRatio(String name, Figure these, Figure those, Limit limit) {
    return new Verdict(name, Spread.ofRatios(these.runs(), those.runs()), "", limit);
  }

  static Verdict ofSeconds(Figure figure, Limit limit) {
    return new Verdict(
        figure.name(), Spread.of(figure.runs(), Measurement::wallSeconds), "s", limit);
  }

  /** The median counts. */
  boolean held() {
    return limit.holds(measured.median());
  }
}
