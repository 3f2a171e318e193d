package io.featurefactory.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Repeated measurements of one thing: the middle one, and how far they lie apart. */
record Spread(double median, double min, double max) {

  /**
   * Of at least one value. The median of an even number of values is the mean of the middle two.
   */
  static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values: none (expected: at least one)");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** All values times a positive factor. */
  Spread times(double factor) {
    return new Spread(median * factor, min * factor, max * factor);
  }

  static Spread of(List<Measurement> runs, ToDoubleFunction<Measurement> value) {
    return of(runs.stream().mapToDouble(value).toArray());
  }

  /**
   * How many times as long the one took as the other, pair by pair: what slows the machine down for
   * a while slows both of a pair. The lists have the same length.
   */
  static Spread ofRatios(List<Measurement> these, List<Measurement> those) {
    return ofRatios(these, those, Measurement::wallSeconds);
  }

  /** The same of another number than the time. */
  static Spread ofRatios(
      List<Measurement> these, List<Measurement> those, ToDoubleFunction<Measurement> value) {
    if (these.size() != those.size()) {
      throw new IllegalArgumentException(
          "pairs of %d and %d runs (expected: as many of each)"
              .formatted(these.size(), those.size()));
    }
    return of(
        IntStream.range(0, these.size())
            .mapToDouble(i -> value.applyAsDouble(these.get(i)) / value.applyAsDouble(those.get(i)))
            .toArray());
  }
}
