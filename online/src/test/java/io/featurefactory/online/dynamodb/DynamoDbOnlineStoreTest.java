package io.featurefactory.online.dynamodb;

import io.featurefactory.model.OnlineStore;
import io.featurefactory.testkit.online.OnlineStoreConcurrencyContract;
import io.featurefactory.testkit.online.OnlineStoreContract;
import io.featurefactory.testkit.online.OnlineStoreRandomContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a table. */
class DynamoDbOnlineStoreTest extends OnlineStoreContract
    implements OnlineStoreRandomContract, OnlineStoreConcurrencyContract {
  private static TestTables tables;
  private final DynamoDbSettings settings = tables.another();

  @BeforeAll
  static void start() {
    tables = TestTables.start();
  }

  @AfterAll
  static void stop() {
    tables.close();
  }

  @Override
  public OnlineStore open(String project) {
    return DynamoDbOnlineStore.open("table", project, settings, OnlineStoreContract.CLOCK);
  }
}
