package io.featurefactory.bench;

import java.util.ArrayList;
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

  /** The same without what the start alone takes, run by run. */
  Figure without(Figure start) {
    List<Measurement> rest = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      rest.add(runs.get(i).without(start.runs.get(i)));
    }
    return new Figure(name, rest);
  }
}
