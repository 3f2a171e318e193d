package io.featurefactory.testkit.control;

import io.featurefactory.model.RunLedger;

final class InMemoryRunLedgerTest extends RunLedgerContract {
  @Override
  protected RunLedger create() {
    return new InMemoryRunLedger(clock);
  }
}
