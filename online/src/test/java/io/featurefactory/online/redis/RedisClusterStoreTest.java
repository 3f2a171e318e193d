package io.featurefactory.online.redis;

import io.featurefactory.model.OnlineStore;
import io.featurefactory.testkit.online.OnlineStoreConcurrencyContract;
import io.featurefactory.testkit.online.OnlineStoreContract;
import io.featurefactory.testkit.online.OnlineStoreRandomContract;
import io.featurefactory.testkit.servers.RedisCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a cluster of three. */
class RedisClusterStoreTest extends OnlineStoreContract
    implements OnlineStoreRandomContract, OnlineStoreConcurrencyContract {
  @TempDir private static Path folder;
  private static RedisCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start(folder, 3);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void empty() {
    cluster.nodes().forEach(node -> node.ask("FLUSHALL"));
  }

  @Override
  public OnlineStore open(String project) {
    return RedisOnlineStore.open("cache", project, RedisSettings.cluster(cluster.uri()));
  }
}
