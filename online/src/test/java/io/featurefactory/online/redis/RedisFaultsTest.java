package io.featurefactory.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.testkit.servers.RedisCluster;
import io.featurefactory.testkit.servers.RedisSentinels;
import io.featurefactory.testkit.servers.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a Redis fails: nothing is answered that was not served, and it comes back. */
final class RedisFaultsTest {
  private static final ViewId VIEW = new ViewId("ads", 1);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  @TempDir Path folder;

  private static RedisOnlineStore open(String uri) {
    return RedisOnlineStore.open("cache", "shop", RedisSettings.server(uri).withTimeout(TIMEOUT));
  }

  private static RowChange put(String key, long run, String row) {
    return RowChange.put(key.getBytes(UTF_8), run, row.getBytes(UTF_8));
  }

  private static Published published(long run) {
    Instant now = Instant.now();
    return new Published(run, now, now, now);
  }

  private static void rebuild(RedisOnlineStore store, long run, RowChange... rows) {
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(VIEW, "log");
      writer.write(new RowBatch(VIEW, generation, run, List.of(rows)));
      writer.switchGeneration(VIEW, generation, published(run));
    }
  }

  private static void publish(RedisOnlineStore store, long run, List<RowChange> rows) {
    OnlineProgress progress = Objects.requireNonNull(store.findProgress(VIEW));
    int generation = progress.current().number();
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(VIEW, generation, progress.run(), run, Instant.now());
      writer.write(new RowBatch(VIEW, generation, run, rows));
      writer.finishRun(VIEW, generation, published(run));
    }
  }

  private static RowAnswer read(RedisOnlineStore store, String... keys) {
    List<byte[]> bytes = new ArrayList<>();
    for (String key : keys) {
      bytes.add(key.getBytes(UTF_8));
    }
    return store.read(List.of(new RowRequest(VIEW, bytes))).get(0);
  }

  private static String row(RowAnswer answer) {
    StoredRow row = answer.rows().get(0);
    return row == null ? "" : new String(row.row(), UTF_8);
  }

  /** Lookups fail until then; the client finds the server again by itself. */
  private static RowAnswer awaitAnswer(RedisOnlineStore store, String key)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        return read(store, key);
      } catch (FactoryException e) {
        assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  @Test
  void read_serverThatIsNotThere_saysWhatToLookAt() {
    try (RedisOnlineStore store = open("redis://user:secret@127.0.0.1:1")) {
      assertThatThrownBy(() -> read(store, "a"))
          .isInstanceOf(FactoryException.class)
          .hasMessageStartingWith(
              "Cannot reach online store cache at redis://***@127.0.0.1:1: Connection refused")
          .hasMessageContaining("online.cache.uri in factory.yaml");
    }
  }

  /** As that of a task is, when nobody wants its result any more. */
  @Test
  void close_inAThreadThatIsInterrupted_closesAll() {
    try (RedisServer server = RedisServer.start(folder)) {
      RedisOnlineStore store = open(server.uri());
      rebuild(store, 1, put("a", 1, "one"));
      int connected = clients(server);

      Thread.currentThread().interrupt();
      store.close();

      assertThat(Thread.interrupted()).as("it still is").isTrue();
      assertThat(connected).isGreaterThan(1);
      Patience.await("only who asks", () -> clients(server) == 1);
    }
  }

  private static int clients(RedisServer server) {
    return (int) server.ask("CLIENT LIST").lines().filter(line -> !line.isBlank()).count();
  }

  @Test
  void read_serverRestartedEmpty_isNotInTheStoreUntilItIsRebuilt() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisOnlineStore store = open(server.uri())) {
      rebuild(store, 1, put("a", 1, "one"));
      assertThat(row(read(store, "a"))).isEqualTo("one");

      server.kill();
      long before = System.nanoTime();
      assertThatThrownBy(() -> read(store, "a")).isInstanceOf(FactoryException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TIMEOUT.multipliedBy(3));
      server.restart();

      assertThat(awaitAnswer(store, "a").progress()).isNull();
      assertThat(store.findProgress(VIEW)).isNull();
      rebuild(store, 2, put("a", 2, "two"));
      assertThat(row(read(store, "a"))).isEqualTo("two");
    }
  }

  @Test
  void publish_serverKilledInTheMiddle_goesOnWhereItWas() throws Exception {
    try (RedisServer server =
            RedisServer.start(folder, "--appendonly", "yes", "--appendfsync", "always");
        RedisOnlineStore store = open(server.uri())) {
      rebuild(store, 1, put("a", 1, "one"), put("b", 1, "one"));
      try (OnlineWriter writer = store.openWriter()) {
        writer.beginRun(VIEW, 1, 1, 2, Instant.now());
        writer.write(new RowBatch(VIEW, 1, 2, List.of(put("a", 2, "two"))));
        server.kill();
        assertThatThrownBy(
                () -> writer.write(new RowBatch(VIEW, 1, 2, List.of(put("b", 2, "two")))))
            .isInstanceOf(FactoryException.class);
      }
      server.restart();

      RowAnswer between = awaitAnswer(store, "a");
      assertThat(row(between)).isEqualTo("two");
      assertThat(between.run(0)).isEqualTo(2);
      assertThat(Objects.requireNonNull(between.progress()).run()).isEqualTo(1);
      assertThat(row(read(store, "b"))).isEqualTo("one");
      publish(store, 2, List.of(put("a", 2, "two"), put("b", 2, "two")));
      assertThat(row(read(store, "b"))).isEqualTo("two");
      assertThat(Objects.requireNonNull(read(store, "b").progress()).begun()).isNull();
    }
  }

  @Test
  void read_serverThatIsFrozen_failsInTimeAndWorksAfterwards() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisOnlineStore store = open(server.uri())) {
      rebuild(store, 1, put("a", 1, "one"));
      server.freeze();
      long before = System.nanoTime();
      assertThatThrownBy(() -> read(store, "a"))
          .isInstanceOf(FactoryException.class)
          .hasMessageContaining("did not answer within 2.0 s");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TIMEOUT.multipliedBy(3));
      server.thaw();

      assertThat(row(awaitAnswer(store, "a"))).isEqualTo("one");
    }
  }

  @Test
  void publish_fullServer_keepsWhatIsServedAndGoesOnWithMoreMemory() {
    try (RedisServer server =
            RedisServer.start(folder, "--maxmemory", "4mb", "--maxmemory-policy", "noeviction");
        RedisOnlineStore store = open(server.uri())) {
      rebuild(store, 1, put("a", 1, "one"));
      List<RowChange> large = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        large.add(put("k" + i, 2, "x".repeat(20_000)));
      }
      large.add(put("a", 2, "two"));

      assertThatThrownBy(() -> publish(store, 2, large))
          .isInstanceOf(DiskFullException.class)
          .hasMessageContaining("it is full")
          .hasMessageContaining("maxmemory");
      RowAnswer meanwhile = read(store, "a");
      assertThat(row(meanwhile)).isEqualTo(meanwhile.run(0) == 2 ? "two" : "one");
      server.ask("CONFIG SET maxmemory 0");
      publish(store, 2, large);

      assertThat(row(read(store, "a"))).isEqualTo("two");
      assertThat(row(read(store, "k399"))).hasSize(20_000);
    }
  }

  /** The replica is frozen while the last run is published, so it does not have it. */
  @Test
  void failover_toAReplicaThatLagged_answersTheRunThatItHasUntilItIsPublishedAgain()
      throws Exception {
    try (RedisSentinels sentinels = RedisSentinels.start(folder);
        RedisOnlineStore store = open(sentinels.uri())) {
      rebuild(store, 1, put("a", 1, "one"));
      sentinels.master().ask("WAIT 1 5000");
      sentinels.replica().freeze();
      sentinels.master().ask("CLIENT KILL TYPE replica"); // nothing waits in its socket
      publish(store, 2, List.of(put("a", 2, "two")));
      assertThat(row(read(store, "a"))).isEqualTo("two");
      sentinels.master().kill();
      sentinels.replica().thaw();
      sentinels.awaitFailover();

      RowAnswer behind = awaitAnswer(store, "a");
      assertThat(row(behind)).isEqualTo("one");
      assertThat(behind.run(0)).isEqualTo(1);
      assertThat(Objects.requireNonNull(store.findProgress(VIEW)).run()).isEqualTo(1);
      publish(store, 2, List.of(put("a", 2, "two")));
      RowAnswer again = read(store, "a");
      assertThat(row(again)).isEqualTo("two");
      assertThat(again.run(0)).isEqualTo(2);
    }
  }

  /**
   * Nobody ends the connections to the old one, which answers that it is read-only from then on.
   */
  @Test
  void publish_masterHasBecomeAReplica_findsTheNewOne() throws Exception {
    try (RedisSentinels sentinels = RedisSentinels.start(folder);
        RedisOnlineStore store = open(sentinels.uri())) {
      rebuild(store, 1, put("a", 1, "one"));
      sentinels.master().ask("WAIT 1 5000");
      sentinels.master().freeze();
      sentinels.awaitFailover();
      sentinels.master().thaw();
      sentinels.rejoin();

      Patience.await(
          "the new master",
          () -> {
            publish(store, 2, List.of(put("a", 2, "two")));
            return true;
          });
      assertThat(row(awaitAnswer(store, "a"))).isEqualTo("two");
    }
  }

  @Test
  void open_withPassword_isNeededAndNotTold() {
    try (RedisServer server = RedisServer.start(folder)) {
      server.ask("ACL SETUSER features on >s3cret ~ff* +@all");
      server.ask("ACL SETUSER default off");
      String address = "127.0.0.1:" + server.port();
      try (RedisOnlineStore store = open("redis://features:s3cret@" + address)) {
        rebuild(store, 1, put("a", 1, "one"));
        assertThat(row(read(store, "a"))).isEqualTo("one");
      }
      for (String uri : List.of("redis://features:wrong@" + address, "redis://" + address)) {
        try (RedisOnlineStore store = open(uri)) {
          assertThatThrownBy(() -> read(store, "a"))
              .hasMessageContaining("refuses this user")
              .hasMessageNotContaining("wrong@");
        }
      }
    }
  }

  @Test
  void open_otherKindOfServer_isTold() {
    try (RedisServer server = RedisServer.start(folder);
        RedisOnlineStore store =
            RedisOnlineStore.open("cache", "shop", RedisSettings.cluster(server.uri()))) {
      assertThatThrownBy(() -> rebuild(store, 1, put("a", 1, "one")))
          .hasMessageContaining("is no cluster");
    }
    try (RedisCluster cluster = RedisCluster.start(folder.resolve("cluster"), 3);
        RedisOnlineStore store = open(cluster.uri())) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10; i++) {
                  rebuild(store, i + 1, put("a", i + 1, "one"));
                }
              })
          .hasMessageContaining("is a cluster");
    }
  }

  @Test
  void open_otherNumberOfParts_isRefused() {
    try (RedisServer server = RedisServer.start(folder)) {
      try (RedisOnlineStore store = open(server.uri())) {
        rebuild(store, 1, put("a", 1, "one"));
      }
      RedisSettings other = RedisSettings.server(server.uri()).withShards(4);
      try (RedisOnlineStore store = RedisOnlineStore.open("cache", "shop", other)) {
        assertThatThrownBy(() -> read(store, "a"))
            .hasMessageContaining("has 1 parts (online.cache.shards says 4)");
      }
    }
  }
}
