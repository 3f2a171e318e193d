package io.featurefactory.spark;

import io.featurefactory.compute.KernelTask;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.model.FactoryException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.CollectionAccumulator;

/** What an executor does with a task: an attempt, in its kernel. */
final class RunTask implements Function<byte[], byte[]> {
  private static final long serialVersionUID = 1L;
  private static final byte[] NOTHING = {};

  private final ExecutorSettings settings;
  private final CollectionAccumulator<byte[]> failures;

  /**
   * For the tasks of a job.
   *
   * @param failures takes those that another attempt would not mend
   */
  RunTask(ExecutorSettings settings, CollectionAccumulator<byte[]> failures) {
    this.settings = settings;
    this.failures = failures;
  }

  @Override
  public byte[] call(byte[] encoded) {
    KernelTask<?> task = Wire.decode(encoded, KernelTask.class);
    try {
      // a task that is killed is interrupted, and stops its kernel's work
      return Wire.encode(run(ExecutorKernel.of(settings).scheduler(), task));
    } catch (FactoryException e) {
      if (e.kind() == FactoryException.Kind.EXTERNAL) {
        throw e; // Spark tries again, perhaps elsewhere
      }
      failures.add(Wire.encode(e));
      return NOTHING;
    }
  }

  private static <R extends Serializable> R run(TaskScheduler scheduler, KernelTask<R> task) {
    return scheduler.run(List.of(task)).get(0);
  }
}
