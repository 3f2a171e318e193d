package io.featurefactory.cli;

import io.featurefactory.testkit.servers.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The same with Redis as the store, its views in several parts. */
final class RedisSimulationTest extends ServingSimulationTest {
  @TempDir Path folder;
  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisServer.start(folder);
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
    return "online: {default: {type: redis, uri: \"%s\", shards: 2}}\n".formatted(server.uri());
  }
}
