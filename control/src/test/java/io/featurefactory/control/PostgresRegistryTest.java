package io.featurefactory.control;

import io.featurefactory.model.Registry;
import io.featurefactory.testkit.control.RegistryContract;
import org.junit.jupiter.api.AfterEach;

final class PostgresRegistryTest extends RegistryContract {
  private ControlStore store;

  @Override
  protected Registry create() {
    store = ControlStore.openOrCreate(Postgres.newSchema(), clock);
    return store.registry();
  }

  @AfterEach
  void close() {
    store.close();
  }
}
