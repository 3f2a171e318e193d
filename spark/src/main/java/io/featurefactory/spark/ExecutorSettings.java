package io.featurefactory.spark;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.StorageSettings;
import java.io.Serializable;
import org.apache.spark.SparkConf;

/**
 * What an executor's kernel may use, as the driver says.
 *
 * @param version of DuckDB that it has to be
 * @param memoryBytes of the kernel; beyond it the kernel spills to the executor's disk
 * @param threads at most; those of the machine, if it has fewer
 * @param storage how remote files are reached
 */
record ExecutorSettings(String version, long memoryBytes, int threads, StorageSettings storage)
    implements Serializable {
  /** Memory of each executor's kernel; an amount such as {@code 4g}. */
  static final String KERNEL_MEMORY = "spark.featurefactory.kernel.memory";

  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String CORES = "spark.executor.cores";

  /** What the JVM itself needs of the overhead, beside the kernel. */
  private static final double SHARE_OF_OVERHEAD = 0.8;

  private static final long LEAST_MEMORY = 1L << 30;

  /**
   * Of an application: the memory is what the kernel was given, else most of what Spark sets aside
   * for native memory.
   */
  static ExecutorSettings of(SparkConf conf, Kernel ofDriver) {
    long overhead = conf.getSizeAsMb(OVERHEAD, "0") << 20;
    String written = conf.get(KERNEL_MEMORY, "");
    long memory =
        written.isEmpty()
            ? Math.max(LEAST_MEMORY, (long) (overhead * SHARE_OF_OVERHEAD))
            : conf.getSizeAsBytes(KERNEL_MEMORY);
    return new ExecutorSettings(
        ofDriver.version(),
        memory,
        conf.getInt(CORES, Integer.MAX_VALUE),
        ofDriver.settings().storage());
  }
}
