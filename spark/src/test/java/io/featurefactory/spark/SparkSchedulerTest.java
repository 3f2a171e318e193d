package io.featurefactory.spark;

import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.compute.TaskSchedulerContract;
import io.featurefactory.lake.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class SparkSchedulerTest extends TaskSchedulerContract {
  @TempDir static Path place;
  private static LocalSpark spark;

  @BeforeAll
  static void start() throws IOException {
    spark = new LocalSpark(place);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Override
  protected TaskScheduler scheduler() {
    return spark.scheduler();
  }

  @Override
  protected Kernel kernel() {
    return spark.kernel();
  }
}
