package io.featurefactory.testkit.generate;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FeatureView;
import io.featurefactory.testkit.oracle.PublishedBoundary;
import io.featurefactory.testkit.oracle.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which boundaries the steps of a case compute, and which batches they see. */
final class RunPlan {
  private final FeatureView view;
  private final List<Run> runs = new ArrayList<>();
  private final List<PublishedBoundary> published = new ArrayList<>();
  private int batches;
  private @Nullable Instant first;
  private @Nullable Instant last;

  private RunPlan(FeatureView view) {
    this.view = view;
  }

  /** The plan of the steps; null if a backfill would leave a hole. */
  static @Nullable RunPlan of(FeatureView view, List<Step> steps) {
    RunPlan plan = new RunPlan(view);
    for (Step step : steps) {
      if (step instanceof Step.Backfill backfill && plan.leavesHole(backfill)) {
        return null;
      }
      plan.add(step);
    }
    return plan;
  }

  List<Run> runs() {
    return runs;
  }

  private void add(Step step) {
    if (step instanceof Step.Import) {
      batches++;
    } else if (step instanceof Step.RunDue) {
      Instant newest = newestDue(step.at());
      runAll(last == null ? newest : last.plus(view.every()), newest, Run.Kind.RUN, step.at());
    } else if (step instanceof Step.Backfill backfill) {
      runAll(backfill.from(), end(backfill), Run.Kind.BACKFILL, step.at());
    }
  }

  /** When the boundaries became available, if a publish takes no time. */
  List<PublishedBoundary> published() {
    return published;
  }

  private Instant newestDue(Instant at) {
    return Boundaries.floor(at.minus(view.delay()), view.every());
  }

  private boolean leavesHole(Step.Backfill backfill) {
    Instant beforeFirst = first == null ? null : first.minus(view.every());
    return beforeFirst != null
        && end(backfill).isBefore(beforeFirst)
        && !Boundaries.ceiling(backfill.from(), view.every()).isAfter(beforeFirst);
  }

  /** The last boundary of a backfill. */
  private Instant end(Step.Backfill backfill) {
    Instant to = earlier(Boundaries.floor(backfill.to(), view.every()), newestDue(backfill.at()));
    return first == null ? to : earlier(to, first.minus(view.every()));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private void runAll(Instant from, Instant to, Run.Kind kind, Instant at) {
    Instant start = Boundaries.ceiling(from, view.every());
    if (start.isAfter(to)) {
      return;
    }
    for (Instant b = start; !b.isAfter(to); b = b.plus(view.every())) {
      runs.add(new Run(runs.size() + 1L, b, kind, batches));
      boolean live = kind == Run.Kind.RUN;
      published.add(new PublishedBoundary(b, live ? at : b.plus(view.publishDelay())));
    }
    first = first == null || start.isBefore(first) ? start : first;
    last = last == null || to.isAfter(last) ? to : last;
  }
}
