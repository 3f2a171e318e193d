package io.featurefactory.testkit.control;

import io.featurefactory.model.Registry;

final class InMemoryRegistryTest extends RegistryContract {
  @Override
  protected Registry create() {
    return new InMemoryRegistry(clock);
  }
}
