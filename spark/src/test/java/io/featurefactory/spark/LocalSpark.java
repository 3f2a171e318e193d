package io.featurefactory.spark;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;

/** Spark in this process, with as many executors' threads as one asks for. */
final class LocalSpark implements AutoCloseable {
  private static final int THREADS = 2;

  private final Kernel kernel;
  private final SparkScheduler scheduler;

  LocalSpark(Path folder) throws IOException {
    kernel = Kernel.open(KernelSettings.defaults(folder.resolve("spill")).withThreads(THREADS));
    scheduler =
        SparkScheduler.start(
            new SparkConf()
                .setMaster("local[" + THREADS + "]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "localhost")
                .set("spark.sql.shuffle.partitions", "2")
                .set(
                    "spark.local.dir", Files.createDirectories(folder.resolve("spark")).toString()),
            kernel);
  }

  Kernel kernel() {
    return kernel;
  }

  SparkScheduler scheduler() {
    return scheduler;
  }

  @Override
  public void close() {
    scheduler.close();
    kernel.close();
  }
}
