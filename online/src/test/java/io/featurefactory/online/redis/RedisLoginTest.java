package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.ViewId;
import io.featurefactory.testkit.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords that change while the store is in use. */
final class RedisLoginTest {
  private static final ViewId VIEW = new ViewId("ads", 1);
  private static final byte[] KEY = {'a'};

  @TempDir Path folder;

  private static RedisOnlineStore open(RedisServer server, Path password) {
    RedisSettings settings =
        RedisSettings.server(server.uri())
            .withLogin(new RedisLogin.PasswordFile("features", password));
    return RedisOnlineStore.open("cache", "shop", settings);
  }

  private static void rebuild(RedisOnlineStore store, long run) {
    Instant now = Instant.now();
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(VIEW, "log");
      writer.write(
          new RowBatch(VIEW, generation, run, List.of(RowChange.put(KEY, run, new byte[] {1}))));
      writer.switchGeneration(VIEW, generation, new Published(run, now, now, now));
    }
  }

  private static boolean hasRow(RedisOnlineStore store) {
    return store.read(List.of(new RowRequest(VIEW, List.of(KEY)))).get(0).rows().get(0) != null;
  }

  /** The password is replaced as a rotation does: both hold for a while, then the new one only. */
  @Test
  void read_passwordChanges_goesOnWithoutAFailure() throws Exception {
    Path password = folder.resolve("password");
    try (RedisServer server = RedisServer.start(folder)) {
      server.ask("ACL SETUSER features on >first ~ff* +@all");
      Files.writeString(password, "first\n");
      try (RedisOnlineStore store = open(server, password)) {
        rebuild(store, 1);
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicLong answers = new AtomicLong();
        CompletableFuture<Void> lookups =
            CompletableFuture.runAsync(
                () -> {
                  while (!stopped.get()) {
                    assertThat(hasRow(store)).isTrue();
                    answers.incrementAndGet();
                  }
                });
        server.ask("ACL SETUSER features >second");
        long before = logins(server);
        Files.writeString(password, "second\n");
        Patience.await("both connections", () -> logins(server) > before + 1);
        server.ask("ACL SETUSER features <first");
        long sofar = answers.get();
        Patience.await("lookups", () -> answers.get() > sofar + 50);
        stopped.set(true);
        lookups.join();

        server.ask("CLIENT KILL USER features");
        Patience.await("a connection", () -> hasRow(store));
        rebuild(store, 2);
      }
    }
  }

  /** How often somebody has said who they are, at the start of a connection or later. */
  private static long logins(RedisServer server) {
    return server
        .ask("INFO commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_auth:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }

  @Test
  void read_passwordIsWrongAtFirst_isToldAndWorksWhenItIsRight() throws IOException {
    Path password = folder.resolve("password");
    try (RedisServer server = RedisServer.start(folder);
        RedisOnlineStore store = open(server, password)) {
      server.ask("ACL SETUSER features on >right ~ff* +@all");
      assertThatThrownBy(() -> hasRow(store))
          .isInstanceOf(FactoryException.class)
          .hasMessageContaining("online.cache.credentials.path: cannot read " + password);
      Files.writeString(password, "wrong");
      assertThatThrownBy(() -> hasRow(store))
          .isInstanceOf(FactoryException.class)
          .hasMessageContaining("refuses this user")
          .hasMessageNotContaining("wrong@");
      Files.writeString(password, "right");
      rebuild(store, 1);
      assertThat(hasRow(store)).isTrue();
    }
  }

  /** Passwords that somebody has made often have characters that an address has to encode. */
  @ParameterizedTest
  @ValueSource(strings = {"redis://:ge^heim@host", "redis://:ge/h#eim@host:x", "redis://u:g%ze@h"})
  void open_addressThatCannotBeRead_doesNotSayThePassword(String uri) {
    try (RedisOnlineStore store =
        RedisOnlineStore.open("cache", "shop", RedisSettings.server(uri))) {
      assertThatThrownBy(store::views)
          .isInstanceOf(FactoryException.class)
          .hasMessageContaining("redis://***@h")
          .hasMessageContaining("In a password, all but letters and digits as %XX")
          .hasNoCause()
          .message()
          .doesNotContain("heim", "eim", "%ze");
    }
  }
}
