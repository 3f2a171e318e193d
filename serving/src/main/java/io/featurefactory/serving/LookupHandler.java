package io.featurefactory.serving;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FactoryException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What a server does with a request, by whatever protocol it came: the service is found, the time
 * for the answer counts from when the request came in, and who listens is told of the answer. For
 * any number of threads.
 */
public final class LookupHandler {
  private final ServiceCatalog catalog;
  private final ServiceLookup lookup;
  private final LookupLimits limits;
  private final Clock clock;
  private final List<AnswerListener> listeners;

  public LookupHandler(
      ServiceCatalog catalog,
      ServiceLookup lookup,
      LookupLimits limits,
      Clock clock,
      List<AnswerListener> listeners) {
    this.catalog = catalog;
    this.lookup = lookup;
    this.limits = limits;
    this.clock = clock;
    this.listeners = List.copyOf(listeners);
  }

  public LookupLimits limits() {
    return limits;
  }

  public ServiceCatalog catalog() {
    return catalog;
  }

  /** What {@code asked_at} of a request is that is read now: whole microseconds. */
  public Instant now() {
    return Boundaries.ofMicros(Boundaries.micros(clock.instant()));
  }

  /**
   * Answers a request; one without an id gets one.
   *
   * @param arrived when it came in, by {@link System#nanoTime}
   * @throws FactoryException EXTERNAL if its time was over before it was its turn
   */
  public LookupAnswer answer(ServicePlan plan, LookupRequest asked, long arrived) {
    return told(lookup.answer(plan, inTime(asked, arrived)));
  }

  /**
   * As {@link #answer}, without waiting.
   *
   * @param executor see {@link ServiceLookup#answerAsync}
   */
  public CompletableFuture<LookupAnswer> answerAsync(
      ServicePlan plan, LookupRequest asked, long arrived, Executor executor) {
    return lookup.answerAsync(plan, inTime(asked, arrived), executor).thenApply(this::told);
  }

  private static LookupRequest inTime(LookupRequest asked, long arrived) {
    Duration waited = Duration.ofNanos(System.nanoTime() - arrived);
    if (waited.compareTo(asked.within()) > 0) {
      throw ServingErrors.tooBusy(waited, asked.within());
    }
    LookupRequest named = asked.id().isEmpty() ? asked.withId(RequestId.random()) : asked;
    return named.after(waited);
  }

  private LookupAnswer told(LookupAnswer answer) {
    listeners.forEach(listener -> listener.answered(answer));
    return answer;
  }
}
