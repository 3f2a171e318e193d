package io.featurefactory.cli.spark;

import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.ExecutorSize;
import io.featurefactory.definitions.FactorySettings.KubernetesSettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.definitions.FactorySettings.Workers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings of Spark that follow from plain ones, where others run its containers. */
final class ClusterConf {
  private static final long MIB = 1 << 20;
  private static final long LEAST_HEAP = 1024 * MIB;

  /** Most of the memory is the kernel's, outside of the heap. */
  private static final int PARTS_FOR_HEAP = 8;

  /** Drivers plan and commit: a heap, and a kernel beside it. */
  private static final int CORES_OF_DRIVER = 4;

  private static final long HEAP_OF_DRIVER = 4096 * MIB;
  private static final long OVERHEAD_OF_DRIVER = 6144 * MIB;
  private static final long KERNEL_OF_DRIVER = 4096 * MIB;

  /** Disks of EMR Serverless above this are of another kind. */
  private static final long MOST_OF_STANDARD_DISK = 200L << 30;

  private final Map<String, String> conf = new LinkedHashMap<>();

  private ClusterConf() {}

  /**
   * By name; what the user wrote under {@code conf} counts.
   *
   * @param spark for Kubernetes or Amazon
   * @param kernelMemory bytes of the kernel of an executor; null for its own choice
   */
  static Map<String, String> of(SparkSettings spark, @Nullable Long kernelMemory) {
    ClusterConf made = new ClusterConf();
    made.driver(spark.submit());
    if (spark.submit() == Submit.KUBERNETES) {
      made.kubernetes(Objects.requireNonNull(spark.kubernetes()));
    } else {
      made.emr(spark.submit(), Objects.requireNonNull(spark.emr()));
    }
    if (kernelMemory != null) {
      made.conf.put("spark.featurefactory.kernel.memory", kernelMemory + "b");
    }
    made.conf.putAll(spark.conf());
    return made.conf;
  }

  /** The setting that gives an environment variable to the driver. */
  static String variable(Submit submit, String name) {
    return switch (submit) {
      case KUBERNETES -> "spark.kubernetes.driverEnv." + name;
      case EMR -> "spark.yarn.appMasterEnv." + name;
      case EMR_SERVERLESS -> "spark.emr-serverless.driverEnv." + name;
      case LOCAL, STANDALONE -> throw new IllegalArgumentException(submit.toString());
    };
  }

  private void driver(Submit submit) {
    conf.put("spark.driver.cores", Integer.toString(CORES_OF_DRIVER));
    conf.put("spark.driver.memory", HEAP_OF_DRIVER / MIB + "m");
    conf.put("spark.driver.memoryOverhead", OVERHEAD_OF_DRIVER / MIB + "m");
    conf.put(variable(submit, ProjectFiles.MOST_MEMORY), Long.toString(KERNEL_OF_DRIVER));
  }

  private void executors(ExecutorSize size) {
    long heap = Math.max(LEAST_HEAP, size.memoryBytes() / PARTS_FOR_HEAP);
    conf.put("spark.executor.cores", Integer.toString(size.cpu()));
    conf.put("spark.executor.memory", heap / MIB + "m");
    conf.put("spark.executor.memoryOverhead", (size.memoryBytes() - heap) / MIB + "m");
    conf.put("spark.dynamicAllocation.enabled", "true");
  }

  private void howMany(Workers workers) {
    conf.put("spark.dynamicAllocation.minExecutors", Integer.toString(workers.min()));
    conf.put("spark.dynamicAllocation.maxExecutors", Integer.toString(workers.max()));
  }

  private void kubernetes(KubernetesSettings pods) {
    executors(pods.executor());
    howMany(pods.workers());
    conf.put(
        "spark.dynamicAllocation.shuffleTracking.enabled", "true"); // there is no service for it
    conf.put("spark.kubernetes.container.image", pods.image());
    if (pods.namespace() != null) {
      conf.put("spark.kubernetes.namespace", pods.namespace());
    }
    if (pods.serviceAccount() != null) {
      conf.put("spark.kubernetes.authenticate.driver.serviceAccountName", pods.serviceAccount());
    }
  }

  private void emr(Submit submit, EmrSettings emr) {
    executors(emr.executor());
    if (submit == Submit.EMR) {
      // a command that ends is ended: it is for who typed it to run it again
      conf.put("spark.yarn.maxAppAttempts", "1");
      return;
    }
    howMany(emr.workers());
    Long disk = emr.executor().diskBytes();
    if (disk != null) {
      conf.put("spark.emr-serverless.executor.disk", (disk >> 30) + "G");
      if (disk > MOST_OF_STANDARD_DISK) {
        conf.put("spark.emr-serverless.executor.disk.type", "shuffle_optimized");
      }
    }
  }
}
