package io.featurefactory.control;

import io.featurefactory.model.RunLedger;
import io.featurefactory.testkit.control.RunLedgerContract;
import org.junit.jupiter.api.AfterEach;

final class PostgresRunLedgerTest extends RunLedgerContract {
  private ControlStore store;

  @Override
  protected RunLedger create() {
    store = ControlStore.openOrCreate(Postgres.newSchema(), clock);
    return store.runs();
  }

  @AfterEach
  void close() {
    store.close();
  }
}
