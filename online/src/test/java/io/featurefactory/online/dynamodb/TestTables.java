package io.featurefactory.online.dynamodb;

import io.featurefactory.testkit.servers.DynamoDb;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;

/** Tables of the DynamoDB of the tests. */
final class TestTables {
  private TestTables() {}

  /** A table that is not there yet. */
  static DynamoDbSettings another() {
    return at(DynamoDb.endpoint(), "test-" + UUID.randomUUID());
  }

  /** With a timeout for busy machines, on which Dynalite is slow. */
  static DynamoDbSettings at(URI endpoint, String table) {
    return DynamoDbSettings.of("eu-west-1", table)
        .withEndpoint(endpoint)
        .withTimeout(Duration.ofSeconds(20));
  }
}
