package io.featurefactory.compute;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FeatureView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which boundaries of a view are to be computed. */
public final class Schedule {
  private Schedule() {}

  /** The newest boundary that is due: its delay is over. */
  public static Instant newestDue(FeatureView view, Instant now) {
    return Boundaries.floor(now.minus(view.delay()), view.every());
  }

  /**
   * The due boundaries that are not logged, in order; only the newest one where none is logged yet.
   *
   * @param head how far the log has come; null for a log without any boundary
   */
  public static List<Instant> due(FeatureView view, @Nullable LogHead head, Instant now) {
    Instant newest = newestDue(view, now);
    return head == null
        ? List.of(newest)
        : boundaries(view, head.last().plus(view.every()), newest);
  }

  /**
   * The boundaries of a backfill, in order: those in {@code [from, to]} that are due and lie before
   * the first one of the log.
   *
   * @param to null for as far as possible
   */
  public static List<Instant> backfill(
      FeatureView view, @Nullable LogHead head, Instant from, @Nullable Instant to, Instant now) {
    Instant newest = newestDue(view, now);
    Instant last = head == null ? newest : head.first().minus(view.every());
    if (to != null && to.isBefore(last)) {
      if (head != null) {
        Instant wanted = Boundaries.floor(to, view.every());
        if (wanted.isBefore(last)) {
          throw ComputeErrors.backfillAfterHistory(view.id(), to, head.first());
        }
      }
      last = to;
    }
    return boundaries(view, from, last);
  }

  private static List<Instant> boundaries(FeatureView view, Instant from, Instant to) {
    List<Instant> boundaries = new ArrayList<>();
    Instant boundary = Boundaries.ceiling(from, view.every());
    while (!boundary.isAfter(to)) {
      boundaries.add(boundary);
      boundary = boundary.plus(view.every());
    }
    return boundaries;
  }
}
