package io.featurefactory.spark;

import io.featurefactory.compute.LocalScheduler;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSettings;
import java.nio.file.Path;
import org.apache.spark.SparkFiles;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of this executor: one for all its tasks, which share its threads and its memory, for
 * as long as the process lives.
 */
record ExecutorKernel(Kernel kernel, TaskScheduler scheduler, String version) {
  private static @Nullable ExecutorKernel ofProcess;

  private ExecutorKernel(Kernel kernel) {
    this(kernel, new LocalScheduler(kernel), kernel.version());
  }

  /** Tasks that run in the driver's process use its kernel; who shares it closes it. */
  static synchronized void share(Kernel ofDriver) {
    ofProcess = new ExecutorKernel(ofDriver);
  }

  /** The driver's kernel is about to be closed. */
  static synchronized void unshare(Kernel ofDriver) {
    if (ofProcess != null && ofProcess.kernel == ofDriver) {
      ofProcess = null;
    }
  }

  /**
   * The kernel, started if it is not there yet.
   *
   * @throws io.featurefactory.model.FactoryException of kind USER if it is not of the version that
   *     the driver has
   */
  static synchronized ExecutorKernel of(ExecutorSettings settings) {
    ExecutorKernel present = ofProcess;
    if (present == null) {
      int threads = Math.min(settings.threads(), Runtime.getRuntime().availableProcessors());
      Path spill = Path.of(SparkFiles.getRootDirectory()).resolve("feature-factory-spill");
      present =
          new ExecutorKernel(
              Kernel.open(
                  new KernelSettings(threads, settings.memoryBytes(), spill, settings.storage())));
      ofProcess = present;
    }
    if (!present.version.equals(settings.version())) {
      throw SparkErrors.otherKernel(present.version, settings.version());
    }
    return present;
  }
}
