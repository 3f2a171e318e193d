package io.featurefactory.compute;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call of a scheduler: tasks that run at once, each in a session of its own. */
final class ConcurrentTasks {
  private final Kernel kernel;
  private final List<Task> tasks;
  private final Runnable taskDone;
  private final Set<KernelSession> running = new HashSet<>();
  private @Nullable Throwable failure;

  ConcurrentTasks(Kernel kernel, List<Task> tasks, Runnable taskDone) {
    this.kernel = kernel;
    this.tasks = tasks;
    this.taskDone = taskDone;
  }

  /** Returns, or throws the first failure, when none of them runs any more. */
  List<Task.Result> run(int workers) {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<Task.@Nullable Result>> attempts =
          tasks.stream().map(task -> threads.submit(() -> attempt(task))).toList();
      return results(attempts);
    } finally {
      threads.shutdown();
      await(threads);
    }
  }

  private Task.@Nullable Result attempt(Task task) {
    try (KernelSession session = kernel.session()) {
      if (!began(session)) {
        return null;
      }
      try {
        Task.Result result = LocalScheduler.run(task, session);
        done();
        return result;
      } finally {
        ended(session);
      }
    } catch (RuntimeException | Error e) {
      stop(e);
      return null;
    }
  }

  private synchronized boolean began(KernelSession session) {
    return failure == null && running.add(session);
  }

  private synchronized void ended(KernelSession session) {
    running.remove(session);
  }

  private synchronized void done() {
    taskDone.run();
  }

  /** The first failure stops the others; theirs are of no interest. */
  private synchronized void stop(Throwable cause) {
    if (failure == null) {
      failure = cause;
      running.forEach(KernelSession::cancel);
    }
  }

  private List<Task.Result> results(List<Future<Task.@Nullable Result>> attempts) {
    List<Task.Result> results = new ArrayList<>();
    for (Future<Task.@Nullable Result> attempt : attempts) {
      Task.Result result = resultOf(attempt);
      if (result == null) {
        throw thrown();
      }
      results.add(result);
    }
    return results;
  }

  private Task.@Nullable Result resultOf(Future<Task.@Nullable Result> attempt) {
    try {
      return attempt.get();
    } catch (InterruptedException e) {
      stop(ComputeErrors.interrupted(e));
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("attempts do not throw", e);
    }
  }

  private synchronized RuntimeException thrown() {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException exception
        ? exception
        : new IllegalStateException("a task without result has a failure", failure);
  }

  /** Waits for tasks that were cancelled, so that nothing of them writes any more. */
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
