package io.featurefactory.cli.emr;

import io.featurefactory.cli.emr.Submission.State;
import io.featurefactory.model.FactoryException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that is asked for every few seconds at most: Amazon counts questions. */
final class Asked {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Supplier<State> question;
  private @Nullable State last;
  private long askedAt;

  Asked(Supplier<State> question) {
    this.question = question;
  }

  /** The last answer; that nothing is known, if nobody answers. */
  State state() {
    State known = last;
    if (known == null || System.nanoTime() - askedAt >= INTERVAL_NANOS) {
      askedAt = System.nanoTime();
      try {
        known = question.get();
      } catch (FactoryException e) {
        known = new State(Submission.Phase.UNKNOWN, String.valueOf(e.getMessage()));
      }
      last = known;
    }
    return known;
  }
}
