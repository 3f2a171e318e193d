package io.featurefactory.bench;

import java.util.List;

/** The runs of one process, at least one, in the order in which they ran. */
record Figure(String name, List<Measurement> runs) {
  Figure {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException(
          "runs of %s: none (expected: at least one)".formatted(name));
    }
  }
}
