package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.testkit.servers.RedisServer;
import io.featurefactory.testkit.servers.SelfSignedCertificate;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that speaks TLS, with a certificate that only its owner knows. */
final class RedisTlsTest {
  @TempDir Path folder;
  private RedisServer server;

  @BeforeEach
  void start() {
    SelfSignedCertificate own = SelfSignedCertificate.create(folder, "server");
    server = RedisServer.startTls(folder, own.certificate(), own.key());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RedisOnlineStore store(RedisSettings settings) {
    return RedisOnlineStore.open("cache", "shop", settings);
  }

  @Test
  void read_withItsCertificate_works() {
    RedisSettings settings =
        RedisSettings.server("rediss://127.0.0.1:" + server.port())
            .withCa(folder.resolve("server.crt"));
    try (RedisOnlineStore store = store(settings)) {
      assertThat(store.views()).isEmpty();
    }
  }

  @Test
  void read_withoutOrWithAnotherCertificate_isRefused() {
    RedisSettings settings = RedisSettings.server("rediss://127.0.0.1:" + server.port());
    Path other = SelfSignedCertificate.create(folder, "other").certificate();
    for (RedisSettings wrong : List.of(settings, settings.withCa(other))) {
      try (RedisOnlineStore store = store(wrong)) {
        assertThatThrownBy(store::views)
            .isInstanceOf(FactoryException.class)
            .hasMessageStartingWith("Cannot reach online store cache")
            .hasMessageContaining("certificat");
      }
    }
    try (RedisOnlineStore store = store(settings.withCa(folder.resolve("none.crt")))) {
      assertThatThrownBy(store::views)
          .hasMessageContaining("online.cache.ca: there is no file")
          .hasMessageContaining("none.crt (expected: certificates in PEM)");
    }
  }
}
