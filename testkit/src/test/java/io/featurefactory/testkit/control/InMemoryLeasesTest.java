package io.featurefactory.testkit.control;

import io.featurefactory.model.Leases;

final class InMemoryLeasesTest extends LeasesContract {
  @Override
  protected Leases create() {
    return new InMemoryLeases(clock);
  }
}
