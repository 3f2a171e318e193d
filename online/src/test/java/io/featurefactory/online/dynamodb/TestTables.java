package io.featurefactory.online.dynamodb;

import io.featurefactory.testkit.servers.DynamoDb;
import java.util.UUID;

/** Tables of the DynamoDB of the tests. */
final class TestTables {
  private TestTables() {}

  /** A table that is not there yet. */
  static DynamoDbSettings another() {
    return DynamoDbSettings.of("eu-west-1", "test-" + UUID.randomUUID())
        .withEndpoint(DynamoDb.endpoint());
  }
}
