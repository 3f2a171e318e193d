package io.featurefactory.cli;

import io.featurefactory.testkit.servers.DynamoDbServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same with a table of DynamoDB as the store. */
final class DynamoDbSimulationTest extends ServingSimulationTest {
  private DynamoDbServer server;

  @BeforeEach
  void start() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    server = DynamoDbServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  int hours() {
    return Integer.getInteger("ff.hours", 3);
  }

  @Override
  String stores() {
    return "online: {default: {type: dynamodb, region: eu-west-1, endpoint: \"%s\"}}\n"
        .formatted(server.endpoint());
  }
}
