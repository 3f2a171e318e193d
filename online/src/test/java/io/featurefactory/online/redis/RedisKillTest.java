package io.featurefactory.online.redis;

import io.featurefactory.online.KilledPublishers;
import io.featurefactory.testkit.servers.RedisServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link KilledPublishers}, with views in one part and in several. */
final class RedisKillTest {
  private static final int KEYS = 20_000;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void publishersThatAreKilled_leaveNothingWrong(int shards) throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisOnlineStore store =
            RedisOnlineStore.open(
                "cache", "shop", RedisSettings.server(server.uri()).withShards(shards))) {
      KilledPublishers publishers =
          new KilledPublishers(
              store,
              KEYS,
              runs ->
                  KilledPublishers.java(
                      folder.resolve("publishers.log"),
                      PublishMain.class,
                      List.of(),
                      server.uri(),
                      shards,
                      KEYS,
                      runs));
      publishers.kill(6, 400);
    }
  }
}
