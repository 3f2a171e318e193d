package io.featurefactory.spark;

import io.featurefactory.compute.KernelTask;
import io.featurefactory.model.FactoryException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.apache.spark.util.CollectionAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Some tasks as one job of Spark.
 *
 * @param <R> what a task leaves
 */
final class SparkJob<R extends Serializable> {
  private static final long POLL_MILLIS = 50;

  private final JavaSparkContext context;
  private final List<? extends KernelTask<R>> tasks;
  private final String group = "feature-factory-" + UUID.randomUUID();
  private final CollectionAccumulator<byte[]> failures = new CollectionAccumulator<>();
  private final JavaFutureAction<List<byte[]>> action;

  /** Submits the tasks. */
  SparkJob(
      JavaSparkContext context, ExecutorSettings executors, List<? extends KernelTask<R>> tasks) {
    this.context = context;
    this.tasks = tasks;
    context.sc().register(failures, "failures of " + group);
    List<byte[]> encoded = tasks.stream().map(Wire::encode).toList();
    context.setJobGroup(group, description(), true);
    try {
      this.action =
          context
              .parallelize(encoded, encoded.size())
              .map(new RunTask(executors, failures))
              .collectAsync();
    } finally {
      context.clearJobGroup();
    }
  }

  private String description() {
    String first = tasks.get(0).name();
    return tasks.size() == 1 ? first : first + " and " + (tasks.size() - 1) + " more";
  }

  /**
   * Waits for the results.
   *
   * @throws FactoryException the first failure, when Spark has been told to stop the others
   */
  List<R> run(Runnable taskDone) {
    try {
      return results(taskDone);
    } catch (RuntimeException e) {
      action.cancel(true); // nobody waits for the others any more
      throw e;
    }
  }

  private List<R> results(Runnable taskDone) {
    int told = 0;
    while (true) {
      try {
        List<byte[]> results = action.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        throwFailure();
        tell(taskDone, tasks.size() - told);
        return results.stream().map(this::result).toList();
      } catch (TimeoutException e) {
        throwFailure();
        int done = done();
        tell(taskDone, done - told);
        told = Math.max(told, done);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw SparkErrors.interrupted();
      } catch (ExecutionException e) {
        throwFailure();
        throw failure(e.getCause() == null ? e : e.getCause());
      }
    }
  }

  @SuppressWarnings("unchecked") // a task of R has left it
  private R result(byte[] encoded) {
    return (R) Wire.decode(encoded, Serializable.class);
  }

  private static void tell(Runnable taskDone, int times) {
    for (int i = 0; i < times; i++) {
      taskDone.run();
    }
  }

  private int done() {
    JavaSparkStatusTracker tracker = context.statusTracker();
    int done = 0;
    for (int job : tracker.getJobIdsForGroup(group)) {
      SparkJobInfo info = tracker.getJobInfo(job);
      for (int stage : info == null ? new int[0] : info.stageIds()) {
        SparkStageInfo stageInfo = tracker.getStageInfo(stage);
        done += stageInfo == null ? 0 : stageInfo.numCompletedTasks();
      }
    }
    return Math.min(done, tasks.size());
  }

  /** What a task said that is not to be tried again. */
  private void throwFailure() {
    List<byte[]> said = new ArrayList<>(failures.value());
    if (!said.isEmpty()) {
      throw Wire.decode(said.get(0), FactoryException.class);
    }
  }

  /** Of a job that Spark gave up. */
  private FactoryException failure(Throwable thrown) {
    FactoryException own = find(thrown);
    return own == null
        ? SparkErrors.failed(thrown, tasks.stream().map(KernelTask::name).toList())
        : SparkErrors.failedAgain(own);
  }

  private static @Nullable FactoryException find(@Nullable Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof FactoryException own) {
        return own;
      }
    }
    return null;
  }
}
