package io.featurefactory.compute;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class LocalSchedulerTest extends TaskSchedulerContract {
  private static final int THREADS = 2;

  @TempDir Path spill;
  private Kernel kernel;
  private TaskScheduler scheduler;

  @BeforeEach
  void open() {
    kernel = Kernel.open(KernelSettings.defaults(spill.resolve("spill")).withThreads(THREADS));
    scheduler = new LocalScheduler(kernel);
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  @Override
  protected TaskScheduler scheduler() {
    return scheduler;
  }

  @Override
  protected Kernel kernel() {
    return kernel;
  }
}
