package io.featurefactory.definitions.yaml;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** Collects mistakes, so that all of them are told at once. Not thread-safe. */
public final class Faults {
  private record Fault(Position position, String message) {
    @Override
    public String toString() {
      return position + ": " + message;
    }
  }

  private static final int MOST_TOLD = 200;

  private final LinkedHashSet<Fault> faults = new LinkedHashSet<>();

  /** Remembers a mistake; the same one at the same place counts once. */
  public void add(Position position, String message) {
    faults.add(new Fault(position, message));
  }

  /** How many there are so far. */
  public int count() {
    return faults.size();
  }

  /**
   * Does nothing if there are no mistakes; else fails with one line for each, by file and line: the
   * first 200, and how many more there are.
   */
  public void throwIfAny() {
    if (!faults.isEmpty()) {
      throw new FactoryException(Kind.USER, String.join("\n", first(lines())));
    }
  }

  private static List<String> first(List<String> lines) {
    if (lines.size() <= MOST_TOLD) {
      return lines;
    }
    List<String> told = new ArrayList<>(lines.subList(0, MOST_TOLD));
    told.add("... and %d more".formatted(lines.size() - MOST_TOLD));
    return told;
  }

  /** One line for each mistake, by file and line. */
  public List<String> lines() {
    List<Fault> sorted = new ArrayList<>(faults);
    sorted.sort(Comparator.comparing(Fault::position));
    return sorted.stream().map(Fault::toString).collect(Collectors.toList());
  }
}
