package io.featurefactory.online.redis;

import io.featurefactory.model.OnlineStore;
import io.featurefactory.testkit.online.OnlineStoreConcurrencyContract;
import io.featurefactory.testkit.online.OnlineStoreContract;
import io.featurefactory.testkit.online.OnlineStoreRandomContract;
import io.featurefactory.testkit.servers.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on one server. */
class RedisOnlineStoreTest extends OnlineStoreContract
    implements OnlineStoreRandomContract, OnlineStoreConcurrencyContract {
  @TempDir private static Path folder;
  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void empty() {
    server.ask("FLUSHALL");
  }

  /** Parts of a view. */
  int shards() {
    return 1;
  }

  @Override
  public OnlineStore open(String project) {
    RedisSettings settings = RedisSettings.server(server.uri()).withShards(shards());
    return RedisOnlineStore.open("cache", project, settings);
  }
}
