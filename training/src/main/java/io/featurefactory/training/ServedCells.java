package io.featurefactory.training;

import io.featurefactory.model.Boundaries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step function of time, cut into cells of equal length, so that the kernel finds the step of an
 * instant by an equality join: each cell holds the few pieces of steps that fall into it.
 *
 * @param first the first microsecond of cell 0, where the first step begins
 * @param last where the last step begins, in the last cell
 * @param width of a cell in microseconds
 */
record ServedCells(long first, long last, long width, List<Piece> pieces) {
  /** Finer cells than this find nothing faster. */
  private static final long MOST_CELLS = 200_000;

  ServedCells {
    pieces = List.copyOf(pieces);
  }

  /**
   * A part of a step.
   *
   * @param from microseconds, inclusive
   * @param until microseconds, exclusive; null for ever
   */
  record Piece(long cell, long from, @Nullable Long until, Instant boundary, long run) {}

  /**
   * The cells of a step function that has steps.
   *
   * @param every about as long as a step usually is
   */
  static ServedCells of(Availability availability, Duration every) {
    List<Availability.Step> steps = availability.steps();
    long first = Boundaries.micros(steps.get(0).from());
    long last = Boundaries.micros(steps.get(steps.size() - 1).from());
    long width = Math.max(Boundaries.micros(every), (last - first) / MOST_CELLS + 1);
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Availability.Step step = steps.get(i);
      long from = Boundaries.micros(step.from());
      if (i + 1 == steps.size()) {
        pieces.add(new Piece((from - first) / width, from, null, step.boundary(), step.run()));
      } else {
        cut(pieces, step, first, width, Boundaries.micros(steps.get(i + 1).from()));
      }
    }
    return new ServedCells(first, last, width, pieces);
  }

  private static void cut(
      List<Piece> pieces, Availability.Step step, long first, long width, long end) {
    long from = Boundaries.micros(step.from());
    while (from < end) {
      long cell = (from - first) / width;
      long until = Math.min(end, first + (cell + 1) * width);
      pieces.add(new Piece(cell, from, until, step.boundary(), step.run()));
      from = until;
    }
  }
}
