package io.featurefactory.testkit.oracle;

import static io.featurefactory.testkit.oracle.ValueOrder.VALUES;

import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares the log of an engine with the oracle's and says where they first differ, and why. */
public final class LogComparison {
  private final FeatureView view;
  private final List<Event> events;
  private final List<Run> runs;
  private final Oracle oracle;
  private final OracleLog expected;
  private final DifferenceText text;

  /** Of the log that the runs leave; the arguments are those of {@link Oracle}. */
  public LogComparison(FeatureView view, List<Source> sources, List<Event> events, List<Run> runs) {
    this.view = view;
    this.events = List.copyOf(events);
    this.runs = List.copyOf(runs);
    this.oracle = Oracle.of(view, sources);
    this.expected = oracle.log(events, runs);
    this.text = new DifferenceText(view, sources, events, oracle);
  }

  /** What the oracle says. */
  public OracleLog expected() {
    return expected;
  }

  /**
   * The first difference, by boundary and key; null if the logs hold the same rows with the same
   * run numbers and, bit by bit, the same values. The order of the rows does not matter.
   */
  public @Nullable String findDifference(List<LogRow> actual) {
    Map<List<Object>, LogRow> expectedRows = byPlace(expected.rows());
    Map<List<Object>, LogRow> actualRows = byPlace(actual);
    if (actualRows.size() < actual.size()) {
      return twice(actual);
    }
    Set<List<Object>> places = new TreeSet<>(VALUES);
    places.addAll(expectedRows.keySet());
    places.addAll(actualRows.keySet());
    for (List<Object> place : places) {
      LogRow wanted = expectedRows.get(place);
      LogRow found = actualRows.get(place);
      if (wanted == null || found == null || !sameRow(wanted, found)) {
        return text.of(wanted, found, run(place));
      }
    }
    return null;
  }

  /**
   * The first difference, by boundary and key, of the values in force that is greater than what
   * {@code docs/spec/feature-log.md} allows for DOUBLE; null if there is none. A row that repeats a
   * value within that bound is no difference.
   */
  public @Nullable String findDifferenceBeyondBound(List<LogRow> actual) {
    Map<List<Object>, LogRow> expectedRows = byPlace(expected.rows());
    Map<List<Object>, LogRow> actualRows = byPlace(actual);
    if (actualRows.size() < actual.size()) {
      return twice(actual);
    }
    for (Run run : inOrderOfBoundaries()) {
      for (List<Object> key : keys(actual)) {
        LogRow wanted = inForce(expectedRows, key, run);
        LogRow found = inForce(actualRows, key, run);
        if (!within(values(wanted), values(found), bounds(run, key))) {
          return text.of(wanted, found, run);
        }
      }
    }
    return null;
  }

  private static Map<List<Object>, LogRow> byPlace(List<LogRow> rows) {
    Map<List<Object>, LogRow> byPlace = new TreeMap<>(VALUES);
    rows.forEach(row -> byPlace.put(List.of(row.featureTime(), row.key()), row));
    return byPlace;
  }

  private static String twice(List<LogRow> actual) {
    Set<List<Object>> seen = new TreeSet<>(VALUES);
    for (LogRow row : actual) {
      if (!seen.add(List.of(row.featureTime(), row.key()))) {
        return "%s at %s: more than one row".formatted(row.key(), row.featureTime());
      }
    }
    throw new IllegalArgumentException("no row is there twice");
  }

  /** Unlike the order of values this tells -0.0 from 0.0. */
  private static boolean sameRow(LogRow a, LogRow b) {
    return a.run() == b.run() && a.values().equals(b.values());
  }

  /** The run of a boundary; null if there is none. */
  private @Nullable Run run(List<Object> place) {
    return runs.stream().filter(r -> r.boundary().equals(place.get(0))).findFirst().orElse(null);
  }

  private List<Run> inOrderOfBoundaries() {
    Instant failed = expected.failure() == null ? null : expected.failure().run().boundary();
    List<Run> sorted = new ArrayList<>(runs);
    sorted.removeIf(run -> failed != null && !run.boundary().isBefore(failed));
    sorted.sort((a, b) -> a.boundary().compareTo(b.boundary()));
    return sorted;
  }

  private Set<List<Object>> keys(List<LogRow> actual) {
    Set<List<Object>> keys = new TreeSet<>(VALUES);
    expected.rows().forEach(row -> keys.add(row.key()));
    actual.forEach(row -> keys.add(row.key()));
    return keys;
  }

  private static @Nullable LogRow inForce(
      Map<List<Object>, LogRow> rows, List<Object> key, Run run) {
    LogRow last = null;
    for (LogRow row : rows.values()) {
      if (row.key().equals(key) && !row.featureTime().isAfter(run.boundary())) {
        last = row;
      }
    }
    return last;
  }

  private List<@Nullable Object> values(@Nullable LogRow row) {
    return row == null ? oracle.emptyRow() : row.values();
  }

  private List<Double> bounds(Run run, List<Object> key) {
    List<Event> seen = oracle.keyValues().eventsByKey(events, run).getOrDefault(key, List.of());
    return oracle.keyValues().bounds(run.boundary(), seen);
  }

  private boolean within(
      List<@Nullable Object> wanted, List<@Nullable Object> found, List<Double> bounds) {
    if (wanted.size() != found.size()) {
      return false;
    }
    for (int i = 0; i < view.features().size(); i++) {
      boolean near =
          wanted.get(i) instanceof Double a
              && found.get(i) instanceof Double b
              && Math.abs(a - b) <= bounds.get(i);
      if (!near && !VALUES.same(wanted.get(i), found.get(i))) {
        return false;
      }
    }
    return true;
  }
}
