package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.testkit.servers.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that speaks TLS, with a certificate that only its owner knows. */
final class RedisTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;
  private RedisServer server;

  @BeforeEach
  void start() throws Exception {
    Path certificate = certificate("server");
    server = RedisServer.startTls(folder, certificate, folder.resolve("server.key"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Makes a key and a certificate for it, signed by itself, as PEM. */
  private Path certificate(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = open(store);
    write(name + ".key", "PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded());
    return write(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
  }

  private static KeyStore open(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private Path write(String name, String kind, byte[] bytes) throws IOException {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, text));
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
  void read_withoutOrWithAnotherCertificate_isRefused() throws Exception {
    RedisSettings settings = RedisSettings.server("rediss://127.0.0.1:" + server.port());
    certificate("other");
    for (RedisSettings wrong : List.of(settings, settings.withCa(folder.resolve("other.crt")))) {
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
