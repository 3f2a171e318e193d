package io.featurefactory.testkit.control;

import io.featurefactory.model.StatisticsStore;

final class InMemoryStatisticsStoreTest extends StatisticsStoreContract {
  @Override
  protected StatisticsStore create() {
    return new InMemoryStatisticsStore();
  }
}
