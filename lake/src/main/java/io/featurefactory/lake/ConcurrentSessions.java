package io.featurefactory.lake;

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
    List<Future<Outcome<R>>> attempts =
        items.stream().map(item -> threads.submit(() -> attempt(item))).toList();
    threads.shutdown();
    awaitEnd(threads);
    rethrow();
    return attempts.stream().flatMap(attempt -> outcome(attempt).results().stream()).toList();
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
    }
    cancelIfFailed();
  }

  private static <R> Outcome<R> outcome(Future<Outcome<R>> attempt) {
    try {
      return attempt.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("attempts have ended, and do not throw", e);
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

  /**
   * Waits until nothing runs, and so nothing writes, any more. What is to stop is told again and
   * again, since it may have been between two statements when it was told first.
   */
  private void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
        stop(LakeErrors.interrupted());
      }
      cancelIfFailed();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void cancelIfFailed() {
    if (failure != null) {
      running.forEach(KernelSession::cancel);
    }
  }
}
