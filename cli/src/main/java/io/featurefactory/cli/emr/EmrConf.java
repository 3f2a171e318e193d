package io.featurefactory.cli.emr;

import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.definitions.FactorySettings.EmrExecutor;
import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.definitions.FactorySettings.Submit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of Spark that follow from plain ones, for a job that Amazon runs. */
final class EmrConf {
  private static final long MIB = 1 << 20;
  private static final long LEAST_HEAP = 1024 * MIB;

  /** Most of the memory is the kernel's, outside of the heap. */
  private static final int PARTS_FOR_HEAP = 8;

  /** Drivers plan and commit: a heap, and a kernel beside it. */
  static final EmrExecutor DRIVER = new EmrExecutor(4, 10L << 30, 20L << 30);

  private static final long HEAP_OF_DRIVER = 4096 * MIB;
  private static final long KERNEL_OF_DRIVER = 4096 * MIB;

  /** Disks of EMR Serverless above this are of another kind. */
  private static final long MOST_OF_STANDARD_DISK = 200L << 30;

  private EmrConf() {}

  /**
   * By name; what the user wrote under {@code conf} counts.
   *
   * @param kernelMemory bytes of the kernel of an executor; null for its own choice
   */
  static Map<String, String> of(SparkSettings spark, EmrSettings emr, @Nullable Long kernelMemory) {
    Map<String, String> conf = new LinkedHashMap<>();
    EmrExecutor executor = emr.executor();
    long heap = Math.max(LEAST_HEAP, executor.memoryBytes() / PARTS_FOR_HEAP);
    conf.put("spark.executor.cores", Integer.toString(executor.cpu()));
    conf.put("spark.executor.memory", heap / MIB + "m");
    conf.put("spark.executor.memoryOverhead", (executor.memoryBytes() - heap) / MIB + "m");
    conf.put("spark.dynamicAllocation.enabled", "true");
    conf.put("spark.driver.cores", Integer.toString(DRIVER.cpu()));
    conf.put("spark.driver.memory", HEAP_OF_DRIVER / MIB + "m");
    conf.put("spark.driver.memoryOverhead", (DRIVER.memoryBytes() - HEAP_OF_DRIVER) / MIB + "m");
    conf.put(variable(spark.submit(), ProjectFiles.MOST_MEMORY), Long.toString(KERNEL_OF_DRIVER));
    if (spark.submit() == Submit.EMR_SERVERLESS) {
      conf.put("spark.dynamicAllocation.minExecutors", Integer.toString(emr.workers().min()));
      conf.put("spark.dynamicAllocation.maxExecutors", Integer.toString(emr.workers().max()));
      Long disk = executor.diskBytes();
      if (disk != null) {
        conf.put("spark.emr-serverless.executor.disk", (disk >> 30) + "G");
        if (disk > MOST_OF_STANDARD_DISK) {
          conf.put("spark.emr-serverless.executor.disk.type", "shuffle_optimized");
        }
      }
    } else {
      // a command that ends is ended: it is for who typed it to run it again
      conf.put("spark.yarn.maxAppAttempts", "1");
    }
    if (kernelMemory != null) {
      conf.put("spark.featurefactory.kernel.memory", kernelMemory + "b");
    }
    conf.putAll(spark.conf());
    return conf;
  }

  /** Under which name a setting gives a variable to the driver. */
  static String variable(Submit submit, String name) {
    return submit == Submit.EMR_SERVERLESS
        ? "spark.emr-serverless.driverEnv." + name
        : "spark.yarn.appMasterEnv." + name;
  }
}
