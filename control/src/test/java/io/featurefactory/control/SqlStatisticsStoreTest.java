package io.featurefactory.control;

import io.featurefactory.model.StatisticsStore;
import io.featurefactory.testkit.control.StatisticsStoreContract;
import io.featurefactory.testkit.control.TestClock;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqlStatisticsStoreTest extends StatisticsStoreContract {
  @TempDir private Path folder;
  private ControlStore store;

  @Override
  protected StatisticsStore create() {
    store =
        ControlStore.openOrCreate("jdbc:sqlite:" + folder.resolve("registry.db"), new TestClock());
    return store.statistics();
  }

  @AfterEach
  void close() {
    store.close();
  }
}
