package io.featurefactory.cli;

import io.featurefactory.testkit.servers.DynamoDb;
import java.util.UUID;

/** The same with a table of DynamoDB as the store. */
final class DynamoDbSimulationTest extends ServingSimulationTest {
  private final String table = "test-" + UUID.randomUUID();

  @Override
  int hours() {
    return Integer.getInteger("ff.hours", 3);
  }

  @Override
  String stores() {
    return """
        online:
          default: {type: dynamodb, region: eu-west-1, endpoint: "%s", table: %s, timeout: 20s}
        """
        .formatted(DynamoDb.endpoint(), table);
  }
}
