package io.featurefactory.control;

import io.featurefactory.model.Leases;
import io.featurefactory.testkit.control.LeasesContract;
import org.junit.jupiter.api.AfterEach;

final class PostgresLeasesTest extends LeasesContract {
  private ControlStore store;

  @Override
  protected Leases create() {
    store = ControlStore.openOrCreate(Postgres.newSchema(), clock);
    return store.leases();
  }

  @AfterEach
  void close() {
    store.close();
  }
}
