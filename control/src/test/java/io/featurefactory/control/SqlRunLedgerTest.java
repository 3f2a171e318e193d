package io.featurefactory.control;

import io.featurefactory.model.RunLedger;
import io.featurefactory.testkit.control.RunLedgerContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqlRunLedgerTest extends RunLedgerContract {
  @TempDir private Path folder;
  private ControlStore store;

  @Override
  protected RunLedger create() {
    store = ControlStore.openOrCreate("jdbc:sqlite:" + folder.resolve("registry.db"), clock);
    return store.runs();
  }

  @AfterEach
  void close() {
    store.close();
  }
}
