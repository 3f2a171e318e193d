package io.featurefactory.control;

import io.featurefactory.model.Registry;
import io.featurefactory.testkit.control.RegistryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqlRegistryTest extends RegistryContract {
  @TempDir private Path folder;
  private ControlStore store;

  @Override
  protected Registry create() {
    store = ControlStore.openOrCreate("jdbc:sqlite:" + folder.resolve("registry.db"), clock);
    return store.registry();
  }

  @AfterEach
  void close() {
    store.close();
  }
}
