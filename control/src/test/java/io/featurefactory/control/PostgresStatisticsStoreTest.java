package io.featurefactory.control;

import io.featurefactory.model.StatisticsStore;
import io.featurefactory.testkit.control.StatisticsStoreContract;
import io.featurefactory.testkit.control.TestClock;
import org.junit.jupiter.api.AfterEach;

final class PostgresStatisticsStoreTest extends StatisticsStoreContract {
  private ControlStore store;

  @Override
  protected StatisticsStore create() {
    store = ControlStore.openOrCreate(Postgres.newSchema(), new TestClock());
    return store.statistics();
  }

  @AfterEach
  void close() {
    store.close();
  }
}
