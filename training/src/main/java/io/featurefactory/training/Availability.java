package io.featurefactory.training;

import io.featurefactory.model.LedgerRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which boundary of a view was served when: a step function of time ({@code
 * docs/spec/training-sets.md}).
 *
 * @param steps by strictly increasing {@code from}; before the first nothing was served
 */
public record Availability(List<Step> steps) {
  public Availability {
    steps = List.copyOf(steps);
    for (int i = 1; i < steps.size(); i++) {
      if (!steps.get(i - 1).from().isBefore(steps.get(i).from())) {
        throw new IllegalArgumentException(
            "step at %s after one at %s (expected: increasing times)"
                .formatted(steps.get(i).from(), steps.get(i - 1).from()));
      }
    }
  }

  /** From an instant on, a boundary is served, computed by a run. */
  public record Step(Instant from, Instant boundary, long run) {}

  /**
   * A row of the table of runs.
   *
   * @param finished when its values were complete in the store
   */
  public record Served(Instant boundary, long run, LedgerRun.Kind kind, Instant finished) {}

  /** What the rows of one view and one store say, in any order. */
  public static Availability of(Collection<Served> rows) {
    List<Served> ordered = new ArrayList<>(rows);
    ordered.sort(Comparator.comparing(Served::finished).thenComparingLong(Served::run));
    List<Step> steps = new ArrayList<>();
    Step current = null;
    for (Served row : ordered) {
      if (row.kind() == LedgerRun.Kind.ROLLBACK
          || current == null
          || row.boundary().isAfter(current.boundary())
          || (row.boundary().equals(current.boundary()) && row.run() > current.run())) {
        current = new Step(row.finished(), row.boundary(), row.run());
        append(steps, current);
      }
    }
    return new Availability(steps);
  }

  /** Each boundary from its own time on, whenever it was published. */
  public static Availability byEventTime(Collection<Served> rows) {
    return of(
        rows.stream()
            .filter(row -> row.kind() != LedgerRun.Kind.ROLLBACK)
            .map(row -> new Served(row.boundary(), row.run(), row.kind(), row.boundary()))
            .toList());
  }

  /** Of steps at one instant the last one counts. */
  private static void append(List<Step> steps, Step step) {
    int last = steps.size() - 1;
    if (last >= 0 && steps.get(last).from().equals(step.from())) {
      steps.set(last, step);
    } else {
      steps.add(step);
    }
  }

  /** The same, so much later. */
  Availability later(Duration lag) {
    return new Availability(
        steps.stream()
            .map(step -> new Step(step.from().plus(lag), step.boundary(), step.run()))
            .toList());
  }

  /** What is served at an instant; null before the first step. */
  public @Nullable Step at(Instant time) {
    Step found = null;
    for (Step step : steps) {
      if (step.from().isAfter(time)) {
        break;
      }
      found = step;
    }
    return found;
  }
}
