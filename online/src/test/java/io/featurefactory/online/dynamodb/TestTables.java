package io.featurefactory.online.dynamodb;

import io.featurefactory.testkit.servers.DynamoDbServer;
import java.net.URI;
import java.util.UUID;

/** Tables of a server of their own, and the credentials that it asks for. */
record TestTables(DynamoDbServer server) implements AutoCloseable {
  static TestTables start() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    return new TestTables(DynamoDbServer.start());
  }

  /** A table that is not there yet. */
  DynamoDbSettings another() {
    return at(server.endpoint());
  }

  /** A table that is not there yet, asked for at another endpoint. */
  static DynamoDbSettings at(URI endpoint) {
    return DynamoDbSettings.of("eu-west-1", "test-" + UUID.randomUUID()).withEndpoint(endpoint);
  }

  @Override
  public void close() {
    server.close();
  }
}
