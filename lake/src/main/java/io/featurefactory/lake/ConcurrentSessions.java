package io.featurefactory.lake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@link Kernel#forEach}: work on several items at once, each in a session of its own.
 */
final class ConcurrentSessions<T, R> {
  private final Kernel kernel;
  private final BiFunction<KernelSession, T, R> work;
  private final Set<KernelSession> running = new HashSet<>();
  private @Nullable Throwable failure;

  /** What came of an item; none if the work on it, or on another one, failed. */
  private record Outcome<R>(List<R> results) {}

  ConcurrentSessions(Kernel kernel, BiFunction<KernelSession, T, R> work) {
    this.kernel = kernel;
    this.work = work;
  }

  /** Returns, or throws the first failure, when none of them runs any more. */
  List<R> run(List<T> items, int workers) {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<Outcome<R>>> attempts =
          items.stream().map(item -> threads.submit(() -> attempt(item))).toList();
      List<R> results = new ArrayList<>();
      for (Future<Outcome<R>> attempt : attempts) {
        results.addAll(outcome(attempt).results());
      }
      rethrow();
      return results;
    } finally {
      threads.shutdown();
      await(threads);
    }
  }

  private Outcome<R> attempt(T item) {
    try (KernelSession session = kernel.session()) {
      if (!begin(session)) {
        return new Outcome<>(List.of());
      }
      try {
        return new Outcome<>(List.of(work.apply(session, item)));
      } finally {
        end(session);
      }
    } catch (RuntimeException | Error e) {
      stop(e);
      return new Outcome<>(List.of());
    }
  }

  private synchronized boolean begin(KernelSession session) {
    return failure == null && running.add(session);
  }

  private synchronized void end(KernelSession session) {
    running.remove(session);
  }

  /** The first failure stops the others; theirs are of no interest. */
  private synchronized void stop(Throwable cause) {
    if (failure == null) {
      failure = cause;
      running.forEach(KernelSession::cancel);
    }
  }

  private Outcome<R> outcome(Future<Outcome<R>> attempt) {
    try {
      return attempt.get();
    } catch (InterruptedException e) {
      stop(LakeErrors.interrupted());
      Thread.currentThread().interrupt();
      return new Outcome<>(List.of());
    } catch (ExecutionException e) {
      throw new IllegalStateException("attempts do not throw", e);
    }
  }

  private synchronized void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Waits for what was cancelled, so that nothing of it writes any more. */
  private static void await(ExecutorService threads) {
    boolean interrupted = Thread.interrupted();
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
