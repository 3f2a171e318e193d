package io.featurefactory.testkit.online;

import io.featurefactory.model.OnlineStore;

class InMemoryOnlineStoreTest extends OnlineStoreContract
    implements OnlineStoreConcurrencyContract {
  private final InMemoryOnlineStore memory = InMemoryOnlineStore.empty("default");

  @Override
  public OnlineStore open(String project) {
    return memory.beside(project);
  }
}
