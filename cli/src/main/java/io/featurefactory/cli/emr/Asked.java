package io.featurefactory.cli.emr;

import io.featurefactory.cli.emr.Submission.State;
import io.featurefactory.model.FactoryException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that is asked for every few seconds at most: Amazon counts questions. */
final class Asked {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** So many failures one after the other are no hiccup. */
  private static final int MOST_FAILURES = 20;

  private final Supplier<State> question;
  private @Nullable State last;
  private long askedAt;
  private int failures;

  Asked(Supplier<State> question) {
    this.question = question;
  }

  /** The last answer; a failure of the network in between is passed over. */
  State state() {
    State known = last;
    if (known != null && System.nanoTime() - askedAt < INTERVAL_NANOS) {
      return known;
    }
    askedAt = System.nanoTime();
    try {
      known = question.get();
      failures = 0;
    } catch (FactoryException e) {
      if (known == null || ++failures > MOST_FAILURES || e.kind() == FactoryException.Kind.USER) {
        throw e;
      }
    }
    last = known;
    return known;
  }
}
