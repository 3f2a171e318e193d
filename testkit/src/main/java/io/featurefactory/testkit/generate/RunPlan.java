package io.featurefactory.testkit.generate;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FeatureView;
import io.featurefactory.testkit.oracle.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which boundaries the steps of a case compute, and which batches they see. */
final class RunPlan {
  private final FeatureView view;
  private final List<Run> runs = new ArrayList<>();
  private int batches;
  private @Nullable Instant first;
  private @Nullable Instant last;

  RunPlan(FeatureView view) {
    this.view = view;
  }

  List<Run> runs() {
    return runs;
  }

  void add(Step step) {
    if (step instanceof Step.Import) {
      batches++;
    } else if (step instanceof Step.RunDue) {
      Instant newest = newestDue(step.at());
      runAll(last == null ? newest : last.plus(view.every()), newest, Run.Kind.RUN);
    } else if (step instanceof Step.Backfill backfill) {
      runAll(backfill.from(), end(backfill), Run.Kind.BACKFILL);
    }
  }

  private Instant newestDue(Instant at) {
    return Boundaries.floor(at.minus(view.delay()), view.every());
  }

  /** The last boundary of a backfill. */
  private Instant end(Step.Backfill backfill) {
    Instant to = earlier(Boundaries.floor(backfill.to(), view.every()), newestDue(backfill.at()));
    if (first == null) {
      return to;
    }
    Instant beforeFirst = first.minus(view.every());
    if (to.isBefore(beforeFirst) && !backfill.from().isAfter(beforeFirst)) {
      throw new IllegalArgumentException(
          "backfill to %s (expected: %s or later, or there is a hole)".formatted(to, beforeFirst));
    }
    return earlier(to, beforeFirst);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private void runAll(Instant from, Instant to, Run.Kind kind) {
    Instant start = Boundaries.ceiling(from, view.every());
    if (start.isAfter(to)) {
      return;
    }
    for (Instant b = start; !b.isAfter(to); b = b.plus(view.every())) {
      runs.add(new Run(runs.size() + 1L, b, kind, batches));
    }
    first = first == null || start.isBefore(first) ? start : first;
    last = last == null || to.isAfter(last) ? to : last;
  }
}
