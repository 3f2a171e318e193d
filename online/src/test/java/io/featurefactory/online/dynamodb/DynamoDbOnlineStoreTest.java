package io.featurefactory.online.dynamodb;

import io.featurefactory.model.OnlineStore;
import io.featurefactory.testkit.online.OnlineStoreConcurrencyContract;
import io.featurefactory.testkit.online.OnlineStoreContract;
import io.featurefactory.testkit.online.OnlineStoreRandomContract;

/** The contract on a table. */
class DynamoDbOnlineStoreTest extends OnlineStoreContract
    implements OnlineStoreRandomContract, OnlineStoreConcurrencyContract {
  private final DynamoDbSettings settings = TestTables.another();

  @Override
  public int usualOperations() {
    return 100;
  }

  @Override
  public OnlineStore open(String project) {
    return DynamoDbOnlineStore.open("table", project, settings, OnlineStoreContract.CLOCK);
  }
}
