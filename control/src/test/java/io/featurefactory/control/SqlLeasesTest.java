package io.featurefactory.control;

import io.featurefactory.model.Leases;
import io.featurefactory.testkit.control.LeasesContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqlLeasesTest extends LeasesContract {
  @TempDir private Path folder;
  private ControlStore store;

  @Override
  protected Leases create() {
    store = ControlStore.openOrCreate("jdbc:sqlite:" + folder.resolve("registry.db"), clock);
    return store.leases();
  }

  @AfterEach
  void close() {
    store.close();
  }
}
